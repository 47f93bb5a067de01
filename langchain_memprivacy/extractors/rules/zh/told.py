"""Ages, names of the family and credentials as people drop them, without a label."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import pattern
from .names import everyday
from .people import COMMON, SINGLE, STRONG
from .pinyin import GIVEN

_TYPICAL = "".join(sorted(GIVEN - COMMON))
_ALONE = "".join(sorted(SINGLE))
_ANY = "".join(sorted(GIVEN))
_FAMILY = (
    "女儿|闺女|姑娘|儿子|孙子|孙女|外孙女?|侄子|侄女|外甥女?|媳妇|老婆|老公|爱人|太太|先生|妹妹?|弟弟?|姐姐?|哥哥?|妈妈?|爸爸?"
    "|母亲|父亲|老伴|男友|女友|男朋友|女朋友|前男友|前女友|前夫|前妻|前任|阿妈|阿爸|阿婆|外婆|奶奶|爷爷|助理|徒弟|室友|同事"
    "|闺蜜|表[哥姐弟妹]|堂[哥姐弟妹]"
)
_GOES_ON = "[\\s,。、;!?(]|在|今|已|都|也|才|想|最近|喺|就|的|又|说|他|她|这|那|住|把|去|来|\\d|$"
_HAN = lazy("[\u4e00-\u9fff]")
_SUMS = lazy("md5|sha-?\\d|hash|哈希|commit|摘要|校验和|digest|etag|trace|uuid|指纹|示例")


def _is_name(match: re.Match[str]) -> bool:
    return not everyday(match["v"]) and not re.search("[我你他她的了什么哪这那一不没]", match["v"])


RULES = (
    pattern(
        "zh-family-full-name",
        PrivacyType.RELATIONSHIP_INFO,
        rf"(?:[我俺咱他她你您]的?(?:{_FAMILY})|(?<![\u4e00-\u9fff])[父母])(?:就?是|:)?"
        rf"(?P<v>[{STRONG}][\u4e00-\u9fff]{{1,2}}?)(?=[\s,、;(]|(?<=[\u4e00-\u9fff]{{3}})(?:{_GOES_ON})|(?<=[{_TYPICAL}{_ALONE}])(?=[陪说在带想跟打就]))",
        accept=_is_name,
    ),
    pattern(
        "zh-family-given-name",
        PrivacyType.RELATIONSHIP_INFO,
        rf"[我俺咱](?:{_FAMILY})(?:叫)?(?P<v>小[{_TYPICAL}雨月明红芳满花]|[{_TYPICAL}][{_ANY}]|[{_ANY}][{_TYPICAL}])"
        rf"(?=\d|[今想在喺最说就也都已又把去来,]|(?<=叫[\u4e00-\u9fff]{{2}})(?:[\s。!]|$))",
        accept=lambda match: (
            _is_name(match) and re.match("小[学时区姐]|现在|已经|最近|今年", match["v"]) is None
        ),
    ),
    pattern(
        "zh-age-own",
        PrivacyType.IDENTITY_BACKGROUND,
        r"(?:^|[,。;!?\n\s:“])(?:我(?:这把年纪|都|才|今年|刚|已经){0,2}|俺今?年?|(?<=\n)|(?<=人:)|本人)\s?"
        r"(?P<v>[1-8]\d|[二三四五六七八]十[一二三四五六七八九]?)(?=了|岁|[,。;]\s?(?![\d十]))(?!岁(?:以|的?时|那))",
        digits=0,
        needs=("我", "俺", "本人"),
    ),
    pattern(
        "zh-age-this-year-told",
        PrivacyType.IDENTITY_BACKGROUND,
        r"今年(?:都|已经|刚|才)?(?P<v>[1-9]\d|[二三四五六七八]十[一二三四五六七八九]?)(?=了|岁|[,。;])",
        needs=("今年",),
    ),
    pattern(
        "zh-session-pair",
        PrivacyType.TOKEN,
        r"(?<![A-Za-z0-9_-])(?P<v>[A-Za-z_]{0,24}(?:[sS]ess(?:ion)?(?:_?id)?|SESSION(?:_?ID)?|ticket|TICKET|TGT|tgt|_sid)"
        r"=[A-Za-z0-9][A-Za-z0-9._|~+/=-]{11,400})",
        needs=("sess", "ticket", "tgt", "_sid"),
        accept=lambda match: _HAN.search(match.string) is not None,
    ),
    pattern(
        "zh-key-of-hex",
        PrivacyType.KEY,
        r"(?<![A-Za-z0-9/_.=-])(?P<v>(?=[a-f]{0,20}\d)(?=\d{0,20}[a-f])[0-9a-f]{32})(?![A-Za-z0-9/_.-])",
        digits=6,
        prose=True,
        accept=lambda match: (
            re.search(
                "[\u4e00-\u9fff]", match.string[max(0, match.start() - 60) : match.end() + 40]
            )
            is not None
            and not _SUMS.search(match.string.lower(), max(0, match.start() - 60), match.end() + 30)
        ),
    ),
    pattern(
        "zh-code-sent",
        PrivacyType.VERIFICATION_CODE,
        r"(?:发来|发了个|发我个?|来了个|弹了个|收到个?)\s?(?P<v>\d{3}[- ]?\d{3}|\d{4}|\d{6})"
        r"(?![\d.:/%-]|\s?[元块条个年月日号人张份万千米斤件次])",
        needs=("发来", "发了", "发我", "来了", "弹了", "收到"),
        digits=4,
        accept=lambda match: (
            re.search(
                "登|验证|填|输|短信|码|绑",
                match.string[max(0, match.start() - 40) : match.end() + 30],
            )
            is not None
        ),
    ),
    pattern(
        "zh-password-asked",
        PrivacyType.PASSWORD,
        r"(?:密码|密碼|口令)(?:还是不是|是不是|还是|我?只?记得|我记得是|我写的|大概是)\s?"
        r"(?P<v>(?=[^\s]{0,20}\d)[A-Za-z][A-Za-z0-9!@#$%^&*_+.-]{5,40})",
        needs=("密码", "密碼", "口令"),
        digits=1,
    ),
    pattern(
        "zh-password-noted",
        PrivacyType.PASSWORD,
        r"(?:路由器|后台|wi-?fi|WiFi|门锁|保险柜|管理员)[^。\n]{0,12}?"
        r"(?:别忘了?|记一下|那串是|记着)[:, ]{0,2}"
        r"(?P<v>(?=[^\s]{0,20}\d)[A-Za-z][A-Za-z0-9!@#$%^&*_+.-]{5,40})",
        needs=("别忘", "记一下", "那串", "记着"),
        digits=1,
    ),
)
