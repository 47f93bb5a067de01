"""Bank accounts: IBAN, BIC, routing numbers, sort codes, accounts, opening banks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .checks import only_digits, standard
from .cued import Label, cued, is_public
from .lazy import lazy, lower_holds, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_ACCOUNT = Label(
    "account|account number|account no|account num|acct|acct no|acct number|acct#|a/c|"
    "a/c no|bank account|checking account|savings account|kontonummer|konto|"
    "numero de cuenta|número de cuenta|cuenta|conta|conto|口座番号|계좌번호|clabe|cbu|iban|rib|"
    "nuban|bsb",
    reach=32,
)
_BANKING = lazy(
    r"bank|routing|\baba\b|sort code|swift|\bbic\b|\bach\b|wire|direct deposit|checking"
    r"|savings|transfer|iban|bsb"
    r"|ifsc|payroll|deposit|branch|clabe|konto|\bcbu\b|hsbc|chase|barclays|wells fargo|monzo"
    r"|银行|口座|계좌|cuenta"
)


@finder("iban", PrivacyType.FINANCIAL_ACCOUNT, digits=10)
def _iban(source: Source) -> Iterator[Range]:
    """Country, two check digits, account; right behind the word IBAN the form will do."""
    known: dict[str, bool] = {}
    for match in matches(_IBAN_FORM, source):
        written = match[0]
        for _ in range(3):  # the word that follows may look like a group: `... 00 BIC`
            if written not in known:
                known[written] = _is_iban(written)
            if known[written] or len(written) < 15:
                break
            written = written.rpartition(" ")[0] or written
        if known.get(written):
            yield match.start(), match.start() + len(written)
        elif (
            _IBAN.of(source, *match.span()) == Label.DIRECT
            and match[0].replace(" ", "") not in _SAMPLE_IBANS
        ):
            yield match.span()


_is_iban_number = standard("iban")
_IBAN = Label("iban|iban number|iban no|iban-nummer")
_IBAN_FORM = lazy(
    LEFT + r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?" + RIGHT, re.ASCII
)
_SMALL_IBAN = lazy(
    LEFT + r"[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?" + RIGHT, re.ASCII
)


@finder("iban-small", PrivacyType.FINANCIAL_ACCOUNT, digits=10)
def _small_iban(source: Source) -> Iterator[Range]:
    """The same in small letters: only what passes the check, with words behind it cut off."""
    for match in matches(_SMALL_IBAN, source):
        written = match[0]
        for _ in range(4):
            if len(written) < _SHORTEST:
                break
            if _is_iban(written.upper(), samples=False):
                yield match.start(), match.start() + len(written)
                break
            written = written.rpartition(" ")[0]


_SHORTEST = 15
_SAMPLE_IBANS = frozenset(
    [
        "GB82WEST12345698765432",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "GB29NWBK60161331926819",
        "ES9121000418450200051332",
        "NL91ABNA0417164300",
    ]
)


def _is_iban(text: str, *, samples: bool = True) -> bool:
    plain = text.replace(" ", "").replace("-", "")
    if (samples and plain in _SAMPLE_IBANS) or int(
        "".join(str(int(c, 36)) for c in plain[4:] + plain[:4])
    ) % 97 != 1:
        return False
    return _is_iban_number(plain)


@finder("bank-account", PrivacyType.FINANCIAL_ACCOUNT, needs=_ACCOUNT.terms, digits=6)
def _bank_account(source: Source) -> Iterator[Range]:
    """Account numbers behind their label, where the message is about banking."""
    if not lower_holds(_BANKING, source):
        return
    for match in matches(_ACCOUNT_FORM, source):
        if (
            _ACCOUNT.of(source, *match.span()) == Label.DIRECT
            and 6 <= len(only_digits(match[0])) <= 20
            and not is_public(source, match.start())
        ):
            yield match.span()


_ACCOUNT_FORM = lazy(
    r"(?<![A-Za-z0-9$€£¥.,])(?:\d{6,20}|\d{2,6}(?:[ -]\d{2,8}){1,4})(?![A-Za-z0-9]|[.,/]\d)",
    re.ASCII,
)

_HAN = r"\u4e00-\u9fff"

RULES: tuple[Rule, ...] = (
    _iban,
    _small_iban,
    _bank_account,
    cued(
        "bic",
        PrivacyType.FINANCIAL_ACCOUNT,
        "bic|swift|swift code|swift/bic|bic/swift|bic code|swift bic|swiftcode",
        LEFT + r"[A-Z]{4}(?:A[DELTRUZ]|B[EGHR]|C[AHLNOYZ]|D[EK]|E[EGS]|F[IR]|G[BRE]|H[KRU]"
        r"|I[DELNST]|JP|K[RWZ]"
        r"|L[BITUV]|M[CTXY]|N[LOZ]|P[HKLT]|QA|R[OSU]|S[AEGIK]|T[HRW]|U[ASY]|VN"
        r"|ZA)[A-Z2-9][A-NP-Z0-9]"
        r"(?:[A-Z0-9]{3})?" + RIGHT,
    ),
    cued(
        "routing-number",
        PrivacyType.FINANCIAL_ACCOUNT,
        (
            "routing|routing number|routing no|routing #|aba|aba number|rtn|aba routing|"
            "routing transit number|transit number"
        ),
        LEFT + r"(?:\d{9}|\d{4}-\d{4}-\d)" + RIGHT,
        check=standard("us.rtn"),
        digits=9,
    ),
    cued(
        "sort-code",
        PrivacyType.FINANCIAL_ACCOUNT,
        "sort code|sort-code|sortcode|s/c|bsb|bsb number",
        LEFT + r"(?:\d{2}[- ]\d{2}[- ]\d{2}|\d{3}-\d{3}|\d{6})" + RIGHT,
        digits=6,
    ),
    cued(
        "ifsc",
        PrivacyType.FINANCIAL_ACCOUNT,
        "ifsc|ifsc code|branch code",
        LEFT + r"[A-Z]{4}0[A-Z0-9]{6}" + RIGHT,
        check=lambda _: True,
        reach=40,
        digits=1,
    ),
    cued(
        "bank-account-zh",
        PrivacyType.FINANCIAL_ACCOUNT,
        (
            "卡号|银行卡|银行卡号|银行账号|银行帐号|银行账户|收款账号|收款账户|收款卡号|工资卡"
            "|工资卡号|对公账户|对公账号|基本户|转账账号|转入账号|储蓄卡|"
            "借记卡|信用卡|存折|存折账号|银行户口|戶口號碼|银行户口号|开户账号|公积金账号"
            "|公积金账户|公积金号|公积金|公积金个人账号|证券账户|证券账号|资金账号|"
            "股东账号|股东账户|基金账号|账户号"
        ),
        r"(?<![A-Za-z0-9.])(?:\d{8,25}|\d{4}(?:[ -]\d{3,7}){2,5}|\d{3}[ -]\d{6}[ -]\d{3}"
        r"|[A-Z]\d{9})"
        r"(?![A-Za-z0-9]|[.]\d|[元块万])",
        digits=8,
    ),
    pattern(
        "opening-bank",
        PrivacyType.FINANCIAL_ACCOUNT,
        rf"(?:开户(?:银)?行|开户网点|开户支行|開戶行|開戶銀行)(?:名称"
        rf"|全称)?[\s:\"]{{0,3}}(?:叫|是|为|在|选|写|填)?\s?"
        rf"(?P<v>(?!记得|写到|要|都|得)[{_HAN}]{{2,24}}?(?:支行|分行|营业部|营业厅|分理处|储蓄所|信用社|總行|分社"
        rf"|银行(?![{_HAN}]{{2,20}}?(?:支行|分行|营业部)))"
        rf"(?:营业部)?)",
        needs=("开户", "開戶"),
    ),
    pattern(
        "payment-link",
        PrivacyType.FINANCIAL_ACCOUNT,
        LEFT + r"(?i:paypal\.me|venmo\.com/u|cash\.app|wise\.com/pay/me)/\$?[A-Za-z0-9_.-]{2,40}",
        needs=("paypal.me/", "venmo.com/u/", "cash.app/", "wise.com/pay"),
    ),
    cued(
        "payment-account",
        PrivacyType.FINANCIAL_ACCOUNT,
        (
            "支付宝|支付宝账号|支付宝帐号|支付宝账户|支付宝号|alipay|alipay account|alipay id"
            "|paypal|paypal account|"
            "paypal.me|venmo|cash app|cashapp|zelle|wise|upi|upi id|pix|chave pix|paypal email|"
            "財付通|财付通"
        ),
        r"(?<![A-Za-z0-9@._$])(?:[$@][A-Za-z][A-Za-z0-9_-]{2,30}"
        r"|[A-Za-z0-9._-]{2,40}@(?:ok(?:axis|icici|sbi|hdfcbank)|ybl|paytm|upi|ibl|axl"
        r"|apl))(?![A-Za-z0-9@]|\.[a-z])",
    ),
)
