"""What else tells a card: bank and kind, last digits, branch."""

from __future__ import annotations

from ...taxonomy import PrivacyType
from .rule import Rule, pattern

_PARTICULARS = PrivacyType.FINANCIAL_ACCOUNT
_BANK_ZH = (
    r"(?:(?:中国|中國)?(?:工商|农业|農業|建设|建設|交通|招商|中信|民生|光大|华夏|平安|浦发"
    r"|浦東發展|兴业|广发|邮政储蓄|邮储|北京|上海|宁波|南京|江苏|杭州|浙商|渤海|玉山|国泰世华"
    r"|國泰世華|台新|中國信託|富邦|永豐"
    r"|恒生|匯豐|汇丰|渣打|中国|中國)(?:银行|銀行)|(?:工行|农行|農行|建行|中行|交行|招行|邮储"
    r"|广发|浦发|民生|中信|兴业|光大|平安|华夏|玉山|台新|國泰|中信)(?![\u4e00-\u9fff]{0,2}证券))"
)
_CARD_ZH = (
    r"(?:[\u4e00-\u9fffA-Za-z]{0,8}?(?:储蓄卡|储值卡|借记卡|借記卡|信用卡|白金卡|金卡|公务卡"
    r"|工资卡|薪資卡|贷记卡|金融卡|存折)|\s?Unicard)"
)
_TAIL_ZH = r"(?:\s?[((]?尾[号號]\s?:?\d{4}[))]?)"

RULES: tuple[Rule, ...] = (
    pattern(
        "card-kind-zh",
        _PARTICULARS,
        rf"{_BANK_ZH}(?:的|一张|那张)?(?:{_CARD_ZH}{_TAIL_ZH}?|{_TAIL_ZH}(?:\s?的?(?:卡|白金卡"
        rf"|信用卡|金卡|储蓄卡))?)|尾[号號]\s?\d{{4}}\s?的?{_BANK_ZH}(?:{_CARD_ZH}|卡)?"
        rf"|{_BANK_ZH}[\u4e00-\u9fff]{{2,14}}?(?:支行|分行|营业部|營業部)"
        rf"|{_BANK_ZH}(?=\s?\d{{15,19}}(?!\d))|{_BANK_ZH}\s?\d{{3}}(?=\s\d)",
        needs=(
            "银行",
            "銀行",
            "行",
            "邮储",
            "广发",
            "浦发",
            "民生",
            "中信",
            "兴业",
            "光大",
            "平安",
            "华夏",
            "玉山",
            "台新",
            "國泰",
        ),
    ),
    pattern(
        "card-kind-words",
        _PARTICULARS,
        r"(?<![A-Za-z])(?i:(?:visa|mastercard|amex|american express|maestro|discover"
        r"|barclaycard|revolut|monzo|chase|hsbc|barclays|natwest|santander|lloyds|dbs|ocbc|uob"
        r"|posb|nab|anz|westpac|commbank|asb|kiwibank"
        r"|rbc|bmo|scotiabank|td|citi|citibank|capital one|wells fargo|hdfc|icici|sbi|axis"
        r"|kotak|fnb|absa|nedbank|capitec|standard bank|aib|boi|sparkasse|n26|dkb|ing"
        r"|commerzbank|bnp|santander|bbva|nordea|seb|rabobank)"
        r"(?: bank)?(?: (?:visa|mastercard|amex|debit|credit|gold|platinum|black|business"
        r"|signature|infinite|travel|rewards|cashback|world|elite|current"
        r"|savings)){0,3}(?: card)?"
        r"(?:,? ?\(?(?:ending|ends|finishing)(?: in| with)? \d{4}\)?|,? (?:exp(?:iry|ires|iring"
        r"|\.)?|valid (?:to|thru|until)) ?\d\d ?/ ?\d\d)|\b(?:visa|mastercard|amex"
        r"|maestro) (?:debit|credit|platinum|gold|business|signature|infinite"
        r"|world)(?: card)?)(?![A-Za-z0-9])",
        needs=(
            "visa",
            "mastercard",
            "amex",
            "american express",
            "maestro",
            "discover",
            "ending",
            "ends",
            "finishing",
            "exp",
            "valid",
        ),
    ),
    pattern(
        "card-kind-pay-zh",
        _PARTICULARS,
        r"(?:末四[码碼位]|卡末四[码碼位])\s?[:是]?\s?\d{4}(?!\d)",
        needs=("末四",),
        digits=4,
    ),
    pattern(
        "card-kind",
        _PARTICULARS,
        r"(?<![A-Za-z])(?!The |My |A |Your |That |This )(?:(?:[A-Z]{2,5}"
        r"|[A-Z][a-z]+(?: Bank)?) (?:(?:[A-Z][a-z]+|[Vv]isa|[Mm]astercard|[Aa]mex|debit|credit"
        r"|gold|platinum|business) ){0,3}(?:card )?(?:ending|ends)(?: in| with)? \d{4}"
        r"|(?!The |My |A |Your )(?:[A-Z]{2,5}|[A-Z][a-z]+) (?:[Vv]isa|[Mm]aster[Cc]ard|[Aa]mex"
        r"|[Mm]aestro|[Dd]iscover)(?: (?:debit|credit|gold|platinum|infinite|signature|business"
        r"|world|Debit|Credit|Gold|Platinum|Infinite|Signature|World)){1,2}"
        r"(?: card)?(?:,? exp(?:iry|ires?)?\.? \d\d/\d\d)?)(?![A-Za-z0-9])",
        needs=("visa", "mastercard", "amex", "maestro", "discover", "ending", "ends"),
    ),
)
