"""Other people by nicknames, Latin names, surnames alone, and names of other peoples of China."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder, pattern
from ..source import Source
from .names import FAMOUS, everyday
from .people import AFTER_NAME, COMMON, FAMILY, STRONG, SURELY
from .pinyin import GIVEN

_RELATION = PrivacyType.RELATIONSHIP_INFO

_KIN = "爸|妈|姐姐?|哥哥?|弟弟?|妹妹?|老婆|老公|媳妇|女儿|儿子|朋友|同学|同事|室友|联系人"
_PARTS = (
    "(?:阿[不布卜]都?拉?|买买提|麦麦提|艾合买提|艾[尼力]|吐尔[逊洪地]"
    "|古丽[仙娜巴扎尔夏]{0,2}|阿依[古努夏仙木丽娜]{0,2}|热[合依]曼?|玉素[甫普]"
    "|库尔班|帕[尔提][哈曼]提?|木合塔尔|亚[森生]|艾尔肯|伊[力利]亚?[尔斯]|艾海提"
    "|努尔[江古]?[丽兰]?|迪[丽力][热娜木]?[巴提]?|叶尔[兰江]"
    "|萨[迪德]?[科克]?[尔夫]?"
    "|赛[力买][克提]|卓玛|央金|扎西|次仁|多吉|旺堆|格桑|达瓦|巴桑|丹增|洛桑|才让"
    "|索朗|益西|拉姆|平措|曲珍|边巴|尼玛|白玛|央宗|仁青|贡布"
    "|巴特尔|其其格|娜仁|格日勒|布和|敖登|苏日娜|乌兰|哈斯|巴图|塔娜|呼和)"
)
MINORITY = rf"(?:尔玛|更登|仁增)?{_PARTS}(?:{_PARTS}|江|汗|别克|古丽|尔)?(?:江|汗)?"
_MINORITY = lazy(MINORITY, re.ASCII)
_MINORITY_NOT = lazy("德勒|哈赤|沁夫|沁|木齐|察布|浩特|布拉|海岸|贝勒", re.ASCII)


@finder(
    "zh-name-of-minority",
    _RELATION,
    needs=words(
        "阿不 阿布 阿卜 买买提 麦麦提 艾合买 艾尼 艾力 "
        "吐尔 古丽 阿依 热合曼 热依 玉素 库尔班 帕尔 帕提 木合 亚森"
        " 亚生 艾尔肯 伊力 伊利亚 艾海提 努尔 迪丽 迪力"
        " 叶尔 赛力 赛买 卓玛 央金 扎西 次仁 多吉 旺堆 格桑 达瓦"
        " 巴桑 丹增 洛桑 才让 索朗 益西 拉姆 平措 曲珍 "
        "边巴 白玛 央宗 仁青 贡布 巴特尔 其其格 娜仁 格日勒 敖登"
        " 苏日娜 巴图 塔娜"
    ),
)
def _minority(source: Source) -> Iterator[Range]:
    """艾尼江, 卓玛, 其其格: names of other peoples, by their usual parts."""
    for match in matches(_MINORITY, source):
        if len(match[0]) >= 2 and not _MINORITY_NOT.match(source.text, match.end()):
            yield match.span()


_FOREIGN = lazy(
    "托尔斯泰|陀思妥耶夫|莎士比亚|奥威尔|马尔克斯|博尔赫斯|海明威|菲茨杰拉德|罗琳"
    "|福克纳|卡夫卡|加缪|毕加索"
    "|达芬奇|爱因斯坦|牛顿|达尔文|马斯克|乔布斯|盖茨|扎克伯格|巴菲特|芒格|特朗普"
    "|拜登|奥巴马|普京|丘吉尔"
    "|梅西|罗纳尔多|内马尔|姆巴佩|詹姆斯|科比|乔丹|库里|诺兰|斯皮尔伯格|波特"
    "|福尔摩斯|华生|皮特|德普|霉霉"
    "|斯威夫特|碧昂丝|阿黛尔|杰克逊|列侬|贝多芬|莫扎特|肖邦|柴可夫斯基|荣格"
    "|弗洛伊德|阿德勒|尼采|康德|萨特"
    "|热巴|古力娜扎|佟丽娅|马可|安东尼|契诃夫|普希金|雨果|巴尔扎克|王尔德|狄更斯"
    "|奥斯汀|勃朗特|伍尔夫|塞林格",
    re.ASCII,
)


_DOTTED = lazy(r"(?P<v>[\u4e00-\u9fff]{2,10}[·•‧][\u4e00-\u9fff]{2,6})(?![·•‧》])", re.ASCII)
_DOTTED_LEAD = lazy(
    f"[\u4e00-\u9fff]*(?:{_KIN}|叫|是|和|跟|给|找|写[撒的是]?|与|了|的|系|让|请|把|名字|姓名|我|他|她)",
    re.ASCII,
)
_DOTTED_END = lazy(
    "[·•‧][\u4e00-\u9fff]{2,5}?(?=[的在是来今也从和跟就住现年说有给发写]|$)", re.ASCII
)


@finder("zh-name-dotted", _RELATION, needs=("·", "•", "‧"))
def _dotted(source: Source) -> Iterator[Range]:
    """巴特尔·苏合, without the words before and after it."""
    text = source.text
    for match in matches(_DOTTED, source):
        start, end = match.span("v")
        if _FOREIGN.search(match[0]) or text[start - 1 : start] == "《":
            continue
        dot = re.search("[·•‧]", match[0])
        middle = start + (dot.start() if dot else 0)
        if lead := _DOTTED_LEAD.match(text, start, middle - 1):
            start = lead.end()
        tail = _DOTTED_END.match(text, middle, end)
        if _NATIVE.search(match[0]) or _PRIVATE.search(text, max(0, start - 8), start):
            yield start, tail.end() if tail else end


_NATIVE = lazy(
    f"{_PARTS}|[江汗仙][·•‧]|[·•‧](?:阿|吾|艾|买|肉|依|吐|玉|苏合|哈|努|叶|加|巴|库|克)", re.ASCII
)
_PRIVATE = lazy(f"(?:[我俺]|{_KIN}|姓名)[是叫:\\s]{{0,3}}$", re.ASCII)
_IN_HAN = lazy(r"[\u4e00-\u9fff]")
_LATIN = (
    "(?:Kevin|Jason|Tony|Amy|Lily|Lucy|Alice|Emma|Vivian|Cindy|Wendy|Linda|Jenny"
    "|Tina|Nancy|Helen|Fiona|Sophia|Sophie"
    "|Rachel|Ivy|Kelly|Sherry|Shirley|Sandy|Jerry|Eric|Leo|David|Michael|Peter"
    "|Andy|Steven|Steve|Daniel|Henry|Vincent"
    "|Ryan|Kenny|Sam|Alex|Allen|Alan|Victor|Simon|Felix|Oscar|Jimmy|Bobby|Mike"
    "|Chris|Christine|Cherry|Yvonne|Joyce|Jessica"
    "|Jennifer|Michelle|Stephanie|Karen|Sarah|Anna|Annie|Catherine|Carol|Carmen"
    "|Eva|Elaine|Esther|Evelyn|Gloria|Iris"
    "|Irene|Jane|Janet|Joanna|Judy|Julia|Katie|Kathy|Laura|Mandy|Maggie|Monica"
    "|Olivia|Penny|Phoebe|Queenie|Rebecca|Sally"
    "|Selina|Sunny|Susan|Sylvia|Tiffany|Tracy|Vicky|Winnie|Yuki|Zoe|Aaron|Adam"
    "|Benson|Brian|Calvin|Derek|Dennis|Edward"
    "|Edwin|Gary|George|Gordon|Harry|Ivan|James|Jeff|Jeffrey|Joe|Johnny|Jonathan"
    "|Justin|Ken|Lawrence|Louis|Martin|Matt"
    "|Matthew|Nick|Owen|Patrick|Paul|Raymond|Richard|Robert|Roger|Samuel|Sean"
    "|Stanley|Terry|Thomas|Tim|Wayne|William|Wilson)"
)
_LATIN_SURNAMES = (
    "Wang|Li|Zhang|Liu|Chen|Yang|Zhao|Huang|Zhou|Wu|Xu|Sun|Hu|Zhu|Gao|Lin|Guo|Luo"
    "|Liang|Song|Zheng|Xie|Tang|Feng|Dong|Xiao"
    "|Cheng|Cao|Yuan|Deng|Shen|Zeng|Peng|Jiang|Cai|Jia|Ding|Xue|Yan|Pan|Du|Dai"
    "|Xia|Zhong|Tian|Ren|Fan|Fang|Shi|Yao|Tan|Liao"
    "|Zou|Xiong|Kong|Hao|Cui|Kang|Qiu|Qin|Chan|Wong|Cheung|Lau|Lam|Leung|Kwok|Fok"
    "|Tsang|Chow|Yeung|Tse|Yip|Kwan|Hui|Mak|Fung"
    "|Chu|Tsui|Poon|Siu|Kwong|Hsu|Chiu|Tsai|Hsieh|Kuo|Yeh|Chiang|Tseng|Hung|Hsiao"
    "|Chien|Shih|Lai|Chang|Chou|Lu|Ho"
)

RULES = (
    _minority,
    _dotted,
    pattern(
        "zh-name-called",
        _RELATION,
        "(?:[名就真]叫|(?<=[他她佢伊人个娃孩娘女儿子妹弟姐哥员生友家伙位收])叫"
        r"|名字(?:是|叫)?|名为|姓名[:\s])"
        rf"\s?[「“\"]?(?P<v>{FAMILY}[\u4e00-\u9fff]{{1,2}})(?=[\s,。!?、;」”\")(对]|\d|$)(?!.?的?(?:app|APP|软件|平台|公司|店))",
        needs=("叫", "名"),
        accept=lambda match: not re.search(r"[我你他她的了什啥]", match["v"]),
    ),
    pattern(
        "zh-old-and-young",
        _RELATION,
        f"(?P<v>(?<![大从最古很太多元月养家])[老小](?:[{SURELY}](?:头儿?|爷子|太太"
        "|师傅?|板|哥|姐|总|工)?"
        rf"|[{STRONG}](?:头儿?|爷子|太太|师傅|哥|姐)))(?:(?![\u4e00-\u9fff])|(?=[{AFTER_NAME}]))",
        needs=("老", "小"),
    ),
    pattern(
        "zh-nickname",
        _RELATION,
        rf"(?<![\u4e00-\u9fff])(?P<v>阿[{''.join(sorted(GIVEN - COMMON))}]"
        r")(?=[,。!\s说在也和跟的给]|$)",
        needs=("阿",),
        accept=lambda match: (
            match["v"] not in {"阿胶", "阿宝", "阿莫", "阿司", "阿尔", "阿富", "阿弥"}
        ),
    ),
    pattern(
        "zh-given-name",
        _RELATION,
        "(?:(?<=[跟喊约陪])|(?<=[我她他]和)"
        rf"|(?<![\u4e00-\u9fff]))(?P<v>[{''.join(sorted(GIVEN - COMMON))}]{{2}})"
        rf"(?:那边|(?=[说的也跟俩她他问就]))(?<!那边)",
        accept=lambda match: not everyday(match["v"]) and match["v"] not in FAMOUS,
    ),
    pattern(
        "zh-latin-name",
        _RELATION,
        f"(?<![A-Za-z0-9@._/-])(?P<v>{_LATIN}(?: (?:{_LATIN_SURNAMES}))?"
        f"|[A-Z][a-z]{{2,9}} (?:{_LATIN_SURNAMES})"
        r"|(?:Frau|Herr|Madame|Monsieur|Señora?) [A-Z][a-zäöüé]+)(?![A-Za-z0-9@_/-]|\.[a-z])",
        accept=lambda match: (
            _IN_HAN.search(match.string, max(0, match.start() - 200), match.end() + 200) is not None
        ),
    ),
    pattern(
        "zh-surname-only",
        _RELATION,
        rf"(?<![贵免尊百同也改跟随不敝我])姓(?P<v>{FAMILY})(?=[\s,。、的;!)]|$)",
        needs=("姓",),
        accept=lambda match: (
            not re.search(
                "[起取改]个?名|名字大全|五行",
                match.string[max(0, match.start() - 40) : match.end() + 40],
            )
        ),
    ),
)
