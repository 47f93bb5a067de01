"""Passwords and codes told by what is done with them: changed, tried, typed, struck off, sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_PASSWORD = PrivacyType.PASSWORD
_CODE = PrivacyType.VERIFICATION_CODE

_TYPED = r"[A-Za-z\d!@#$%^&*_+?.-]{5,32}"
_DEED = (
    r"(?:改成了?|改为|换成了?|设成了?|设了|设的是?|试了|试过|就是|即|先用|试一下|试试|原来是"
    r"|以前是|旧的是?"
    r"|旧密码|前一条|改掉|再改|先?输入?|填的?|再?用|跟|那我就"
    r"|还是|不行,|也不行,|成了|记得是|好像是|应该是|把|不是)"
)
_DONE = lazy(
    rf"(?:{_DEED}\s?[`“\"‘*]{{0,2}}(?P<a>{_TYPED})|(?<![A-Za-z\d@/._-])(?P<b>{_TYPED})[`”\"’]?\s?"
    r"(?:太简单|太弱|作废|改掉|换掉|也?不行|试过|登不|都不行|不要再用|别再用))",
    re.ASCII,
)
_NONE = lazy(
    r"(?i)(?:utf-?8\w*|python\d\S*|java\d*|sha\d+|md5|mysql\d\S*|ipv[46]|h26[45]|es\d|win\d+\S*"
    r"|ios\d+\S*|log4j\d*|base64|gbk\d*"
    r"|http[s\d]\S*|oauth2?|iphone\S*|redis\d?|v\d[\d.]*|x86\S*|arm64|amd64|ubuntu\S*|centos\S*"
    r"|web3\S*|mp[34]|k8s|s3|ec2|wpa[23]\S*"
    r"|aes\S*|rsa\S*|ed25519|tls\S*|root|admin|rc4|3des|pbkdf2|argon2\w*|bcrypt|chrome\S*"
    r"|office\d+|excel\d+|jdk\d+|node\d+|vue\d|\d+[A-Za-z]{1,3}"
    r"|(?-i:[A-Z]+)-?\d+|(?:test|input|demo|user|page|step|line|case|num|col|eth|node|web|app"
    r"|db|ver|wifi|version|level|item|tab)\d+|[\w-]+\.[a-z]{2,5}|\S+@[\w-]+\.[a-z.]+"
    r"|\d{4}[-./]\d.*|[\d.%+-]+|[\d.]+[*x]\d+)",
    re.ASCII,
)
_ABOUT = lazy(
    "密码|口令|密保|登录|登陆|登不|登上|登进|进不去|进去了|解锁|后台|弱口令|门禁|提示错误|改密"
    "|感叹号|半角"
    "|小写|大写|u盾|storepass|keystore|认证库|authority|好猜|够长"
)
_FAR = 110
_NAMED = lazy(
    r"(?:密码|口令|pass(?:word|code)?|PIN)[^。;\n\dA-Za-z]{0,18}?(?:就?是|写着|写的|填的?|叫"
    r"|给的|用的?|设的?|输的?|记的|那串|念作?|[:,“])"
    rf"\s?[`“\"‘*]{{0,2}}(?P<a>{_TYPED})|(?<![A-Za-z\d@/._-])(?P<b>{_TYPED})[`”\"’]?\s?(?:就|才"
    rf"|这个|那个)?"
    r"(?:是|当|做|作|作为)[^,。\dA-Za-z]{0,6}(?:密码|口令)",
    re.ASCII,
)


def _is_secret(token: str) -> bool:
    if _NONE.fullmatch(token):
        return False
    letters = sum(char.isalpha() for char in token)
    digits = sum(char.isdigit() for char in token)
    return letters > 1 and digits > (0 if re.search(r"\w[!@#$%&*]", token) else 1)


def _without_marks(source: Source, start: int, end: int) -> int:
    """Find where a token ends before the sentence's own full-width marks."""
    for at in range(start, end):
        if source.text[at] in "!?." and source.is_wide(at):
            return at
    return start + len(source.text[start:end].rstrip(".-"))


@finder("zh-password-done", _PASSWORD, digits=1, needs=("密码", "口令", "密保", "登", "进不去",
        "进去了", "解锁", "后台", "门禁", "感叹号", "半角", "小写", "大写", "u盾", "keystore",
        "认证库", "authority", "好猜", "够长"))  # fmt: skip
def _done(source: Source) -> Iterator[Range]:
    """Find 试了 Tulip2291 也不行 and 改成tulip_33 where logging in is about."""
    text, lower = source.text, source.lower
    for match in (*matches(_DONE, source), *matches(_NAMED, source)):
        group = "a" if match["a"] else "b"
        start, end = match.span(group)
        end = _without_marks(source, start, end)
        if text[end : end + 1] in {"/", ":", "("} and text[end + 1 : end + 2].isascii():
            continue
        if _is_secret(text[start:end]) and _ABOUT.search(
            lower, max(0, start - _FAR), min(len(text), end + 50)
        ):
            yield start, end


_SIGNED = lazy(
    r"(?:改成了?|改为|换成了?|设成了?|设了|设的|那我就|试了)\s?[“\"]?"
    r"(?P<v>(?=[A-Za-z\d]{0,20}[!@#$%&*_])(?=[A-Za-z!@#$%&*_]{0,20}\d)(?!\d+[%*#]\d*(?:[^A-Za-z\d]|$))"
    r"[A-Za-z\d][A-Za-z\d!@#$%&*_]{5,24}|\d[#*]\d{3,8}"
    r"|[a-z]{2,9}(?:-[a-z\d]{1,9}){4,7})(?![A-Za-z\d/.(-])",
    re.ASCII,
)


@finder("zh-password-signed", _PASSWORD, needs=("改成", "改为", "换成", "设成", "设了", "设的",
        "那我就", "试了"))  # fmt: skip
def _signed(source: Source) -> Iterator[Range]:
    """Find 改成 heron_77! where nothing says that it is a password."""
    for match in matches(_SIGNED, source):
        start, end = match.span("v")
        end = _without_marks(source, start, end)
        if re.search(r"[!@#$%&*_-]", source.text[start:end]):
            yield start, end


_LETTERED = (
    r"(?=[A-Z-]{0,6}\d)(?:[A-Z\d]{2,4}-[A-Z\d]{2,6}(?:-[A-Z\d]{2,4})?|[A-Z]{1,3}\d{3,6}"
    r"|\d{1,3}[A-Z]{1,3}[A-Z\d]{1,4})"
)
_EDGE = r"(?![A-Za-z\d%]|[.:/-]\d)"

RULES: tuple[Rule, ...] = (
    _done,
    _signed,
    pattern(
        "zh-pin-struck",
        _PASSWORD,
        r"(?:把|旧的?是?|原来的)\s?[`“\"]?(?P<v>\d{4,8}|[A-Z]{5,10})[`”\"]?\s?(?:改掉|换掉|作废"
        r"|废掉|删掉|停用|,改成)",
        needs=("改掉", "换掉", "作废", "废掉", "删掉", "停用", "改成"),
        accept=lambda match: (
            not re.search(
                "订单|合同|发票|单号|版本|航班|端口|工号",
                match.string[max(0, match.start() - 16) : match.start()],
            )
        ),
    ),
    pattern(
        "zh-pin-renewed",
        _PASSWORD,
        rf"(?:改成了?|换成了?|设成了?|还是)(?P<v>\d{{4,8}})(?=了|[,。!]|\s?$){_EDGE}",
        needs=("改成", "换成", "设成", "还是"),
        digits=4,
        accept=lambda match: (
            re.search(
                "密码|口令|进去了|登录|登上|锁|门禁",
                match.string[max(0, match.start() - 40) : match.start()],
            )
            is not None
            and not re.match(r"(?:19|20)\d\d\Z", match["v"])
        ),
    ),
    pattern(
        "zh-login-slash",
        _PASSWORD,
        r"(?:登录|登陆|账密|默认"
        r"|进后台)[^,。\n]{0,6}?(?<![A-Za-z/])(?P<v>[A-Za-z][A-Za-z\d_]{3,15}\s?/\s?"
        r"(?!v\d)(?=[A-Za-z!@#_]{0,16}\d)[A-Za-z\d!@#_]{3,20})(?![A-Za-z\d/._-])",
        needs=("登录", "登陆", "账密", "默认", "进后台"),
        digits=1,
    ),
    pattern(
        "zh-code-lettered",
        _CODE,
        r"(?:(?:验证|校验|动态|确认|登录|邮箱|短信)码|发来|发的是?|来一条|收到|code is"
        r"|(?<![编代号条型货贷])码(?:就?是|:))"
        rf"[^\n。,;\dA-Z]{{0,12}}(?P<v>{_LETTERED}){_EDGE}",
        needs=("码", "发来", "发的", "来一条", "收到", "code is"),
        digits=1,
        accept=lambda match: (
            re.search(
                "验证|校验|短信|邮箱|登|扫码|一次性|code|码",
                match.string[max(0, match.start() - 60) : match.end() + 30],
            )
            is not None
            and not re.search(
                "编码|货号|型号|单号|订单|批号|条码|零件|款号|工单|合同|编号|代码|快递|货",
                match.string[max(0, match.start() - 16) : match.start("v")],
            )
        ),
    ),
    pattern(
        "zh-code-is",
        _CODE,
        r"(?<![编代号条型货贷邮区页])码(?:就?是|:"
        r"|\s)\s?(?P<v>(?=[A-Z]{0,7}\d)[A-Z\d]{4,8})(?=\s?$|[,。;!\n\s])",
        needs=("码",),
        digits=1,
        accept=lambda match: (
            not re.search(
                "编码|提取|货|单|二维|条码|代码|股票|邀请|优惠|价",
                match.string[max(0, match.start() - 8) : match.end()],
            )
        ),
    ),
    pattern(
        "zh-code-of-four",
        _CODE,
        r"(?:填了?|输入?了?|发来|[报念]了?|收到|来了|给[你他她我]的?是?|[条个]是?|码"
        r"|:)\s?[“\"]?(?P<v>\d{4})"
        r"(?![A-Za-z\d%]|[.:/-]\d|\s?[元块条个年月日号人份米次位楼室秒分])",
        near=("验证", "短信", "校验", "登录码", "动态", "收到的码"),
        reach=50,
        digits=4,
        accept=lambda match: (
            re.match(r"(?:19|20)\d\d\Z", match["v"]) is None
            and not re.search(
                "尾号|订单|电话|手机|后四位|末四位|编号|房|端口|页|错误",
                match.string[max(0, match.start() - 8) : match.start("v")],
            )
        ),
    ),
    pattern(
        "zh-code-newest",
        _CODE,
        r"(?:又来了?一?条|再来一条|(?:最新|前|上|后|那|这|新|刚)的?一?条,?(?:也就是|就是|是"
        r"|的)?|给我发(?:的是)?|发的是|发来的是)\s?"
        r"(?P<v>\d{6}|\d{4}|\d{3}[- ]\d{3,4})" + _EDGE + r"(?!\s?[元块条个年月日号人])",
        needs=("一条", "条", "给我发", "发的是", "发来的是"),
        digits=4,
        accept=lambda match: (
            re.search(
                "验证|填|短信|码|登|作废",
                match.string[max(0, match.start() - 60) : match.end() + 40],
            )
            is not None
        ),
    ),
    pattern(
        "zh-card-and-code",
        PrivacyType.PAYMENT_SECURITY_CODE,
        r"(?:卡号[^,。\d]{0,3}[和跟及与]|(?:后三位|背面三位"
        r"|安全码)[^\d。\n]{0,3})\s?(?P<v>\d{3})(?![\d.%A-Za-z]|\s?[元块个位])",
        needs=("卡号", "三位", "安全码"),
        digits=3,
        accept=lambda match: (
            not re.search(
                "手机|电话|号码|尾号|单号|身份证",
                match.string[max(0, match.start() - 10) : match.end()],
            )
        ),
    ),
    pattern(
        "zh-card-code-spelled",
        PrivacyType.PAYMENT_SECURITY_CODE,
        r"(?:[cC][vV][vVcCnN]2?|安全码|[后末]三[位码]|背面|三[位个]数字?"
        r"|三位数)[^。\n\d零〇一二三四五六七八九幺]{0,16}"
        r"(?P<v>[零〇一二三四五六七八九幺]{3,4}|\d \d \d(?: \d)?|\d-\d-\d|\d、\d、\d)"
        r"(?![\d零〇一二三四五六七八九十百千万幺位个年月日]|[ 、-]\d)",
        needs=("cv", "安全码", "后三", "末三", "背面", "三位", "三个数"),
    ),
    pattern(
        "zh-licence-key",
        PrivacyType.KEY,
        r"(?<![A-Z\d-])(?P<v>(?=[A-Z-]{0,12}\d)[A-Z\d]{5}(?:-[A-Z\d]{5}){2,5})(?![A-Z\d-])",
        needs=("key", "密钥", "激活", "卡密", "兑换", "cdk", "注册码"),
        digits=1,
    ),
    pattern(
        "zh-stream-key",
        PrivacyType.KEY,
        r"(?:串流密钥|推流码|推流密钥|直播码)\s?(?:就?是|:"
        r"|填)?\s?(?P<v>[A-Za-z\d][A-Za-z\d_?&=.-]{9,200})",
        needs=("串流", "推流", "直播码"),
    ),
    pattern(
        "zh-string-given",
        PrivacyType.KEY,
        r"(?:一串|我们的|密钥|[kK]ey|[tT]oken)\s?(?:是"
        r"|:)?\s?(?P<v>(?=[a-f]{0,20}\d)(?=\d{0,20}[a-f])"
        r"(?:[a-f\d]{40}|[a-f\d]{32}|[a-f\d]{64}))(?![A-Za-z\d/_.-])",
        needs=("一串", "我们的", "密钥", "key", "token"),
        digits=6,
    ),
    pattern(
        "amazon-client-secret",
        PrivacyType.KEY,
        r"(?<![\w.])amzn1\.(?:oa2-cs\.v1|application-oa2-client)\.[a-f\d]{32,80}",
        needs=("amzn1",),
    ),
    pattern(
        "zh-cookie-pasted",
        PrivacyType.TOKEN,
        r"[cC]ookie[^\n=;]{0,24}?(?<![A-Za-z_])(?P<v>[A-Za-z_]{3,24}=[A-Za-z\d%._-]{8,200}"
        r"(?:;\s?[A-Za-z_]{2,24}=[A-Za-z\d%._-]{6,200}){0,6})",
        needs=("cookie",),
        digits=2,
        accept=lambda match: (
            re.search("[\u4e00-\u9fff]", match.string) is not None
            and re.search(r"=[^;]*\d", match["v"]) is not None
        ),
    ),
)
