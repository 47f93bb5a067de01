"""Other people's names where no word announces them: by title, and by form alone.

王主任 and 卢嬢嬢 are a surname and a title. A full name (闵奕辰, 柏冰冰) is a surname and
characters that names use and everyday words do not, between words that go before and
after names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder
from ..source import Source
from .names import COMPOUND, FAMOUS_ALONE, SURNAMES, WEAK, everyday
from .pinyin import GIVEN

_RELATION = PrivacyType.RELATIONSHIP_INFO

FAMILY = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES))}])"
_LONG = (
    "老师|主任|医生|大夫|医师|护士长?|教授|律师|法官|警官|检察官|经理|校长|院长|园长|所长|科长"
    "|处长|局长|部长|厂长|店长|组长|队长|班长|书记|董事长|总监|工程师|会计|秘书|主管|师傅|教练"
    "|导师|博士|院士|先生|女士|小姐|太太|夫人|阿姨|叔叔|伯伯|伯父|伯母|婶婶|大爷|大妈|大姐|大哥"
    "|大嫂|奶奶|爷爷|婆婆|嬢嬢|孃孃|姑娘|同学|师兄|师姐|学长|学姐|老板|村长|镇长|县长|妈妈|爸爸"
    "|老爷子|老太太|老头|公公|姑姑|舅舅|舅妈|婶子|嫂子|道长|师父|牧师|神父|阿訇|社工|督导|助理"
    "|领班|班主任|辅导员|管家|房东|中介|顾问"
)
_SHORT = (
    "总(?![部结裁是之共会算统体和要得成量数额价])|董(?!事)|工(?![作程资厂具业人地艺期头序种位费])"
    "|哥(?!华)|[姐嫂叔姨伯婶兄姑妈爸嬢]"
)
_NOT_AFTER = r"(?!们|部门|工作|资格|证|科技|事务所|节|团|帽|椅)"
# Ends of words after which a name may begin.
_BEFORE = (
    "跟和与同给叫找问让请把被是向替帮由告骂喊约见陪等的了我你他她您咱说带接送欠借系喺搁系个及过那"
)
_LEFT = rf"(?:(?<![\u4e00-\u9fff])|(?<=[{_BEFORE}]))"
STRONG = "".join(sorted(SURNAMES - WEAK))
_TITLED = lazy(
    rf"(?:(?P<weak>{_LEFT}[{''.join(sorted(WEAK & SURNAMES))}])|(?P<strong>(?<!姓)[{STRONG}])"
    rf"|{'|'.join(sorted(COMPOUND))})(?P<given>[{''.join(sorted(GIVEN))}]{{0,2}}?)"
    rf"(?P<title>{_LONG}|{_SHORT}){_NOT_AFTER}",
    re.ASCII,
)
# What a surname and its left neighbour may spell, and what is sold or told under a title.
_NO_NAME = frozenset(
    words(
        "康师傅 高总 马大姐 孙女士兵 高老师 江湖 方老师 黄大仙 何仙姑 徐半仙 万事通 华医生 钱老板"
        " 周公公 包公公 容嬷嬷 王婆婆 田螺姑娘 白大夫 祝"
        "同学 祝老师 祝您 谢老师 谢谢老师 车主任 白姑娘 柳先生 祝老板 全双工"
    )
)
_ENDS_WORD = frozenset(
    words(
        "提高 过程 工程 课程 流程 里程 全程 行程 日程 教"
        "程 编程 地方 对方 官方 双方 多方 健康 小康 浙江 长江"
        " 大江 黑龙 沙龙 恐龙 水龙 灯笼 老龙 夏天 春夏 "
        "仲夏 周末 每周 上周 下周 本周 这周 一周 两周 三周 后周"
        " 草莓 青梅 杨梅 老鹰 打雷 地雷 踩雷 避雷 雷锋 "
        "化石 钻石 宝石 岩石 草莓 果汤 鸡汤 喝汤 热汤 煲汤 老汤"
        " 菜汤 泡汤 上海 大海 下沈 花钱 有钱 没钱 赚钱 "
        "挣钱 省钱 给钱 还钱 借钱 欠钱 退钱 要钱 出钱 零钱 价钱"
        " 多钱 块钱 本钱 压岁钱 现钱 房钱 工钱 值钱 付钱"
        " 打钱 转钱 交钱 收钱 掏钱 缺钱 点钱 攒钱 存钱 这钱 那钱"
        " 的钱 收于 生于 对于 关于 由于 终于 等于 属于 "
        "大于 小于 至于 位于 处于 善于 老牛 吹牛 蜗牛 奶牛 黄牛"
        " 任何 如何 为何 几何 奈何 东吴 孙吴 三国 白糖 "
        "黑白 坦白 明白 空白 表白 山东 陕西 安徽 江苏 紫"
        "苏 复苏 屠苏 汉阳 沈阳 太阳 夕阳"
        " 重阳 洛阳 贵阳 松江 虹江 丽江 镇江 湛江 吴江 内江"
    )
)


@finder(
    "zh-name-and-title",
    _RELATION,
    needs=tuple(
        dict.fromkeys([*_LONG.replace("长?", "").split("|"), *"总董工姐哥嫂叔姨伯婶兄姑妈爸嬢"])
    ),
)
def _titled(source: Source) -> Iterator[Range]:
    """罗建勋老师, 王主任, 卢嬢嬢, 郑总."""
    text = source.text
    for match in matches(_TITLED, source):
        start, end = match.span()
        before = text[max(0, start - 1) : start]
        han_before = "\u4e00" <= before <= "\u9fff"
        if (
            match[0] in _NO_NAME
            or before + match[0][:1] == "宿管"
            or match[0].startswith(("班主任", "班长", "单身"))
            or (han_before and before + match[0][0] in _ENDS_WORD)
        ):
            continue
        short = len(match["title"]) == 1
        if short and han_before and before not in _BEFORE + "任师理人":
            continue
        name = match[0][: -len(match["title"])]
        if (len(name) > 1 and everyday(name)) or name in FAMOUS_ALONE:
            continue
        if match["title"] == "工" and match[0] in _WORKS:
            continue
        if len(name) < 3 and _spoken_to(source, start, end):
            continue
        if match["given"] and not _typical(match["given"]) and han_before and before not in _BEFORE:
            start = match.start("title") - 1
            if text[start] not in SURNAMES - WEAK:
                continue
        yield start, end


_TO_USER = lazy(
    r"(?:^|\n|(?:好的|好嘞|好|明白|收到|您好|是的|嗯|记下了)[,!。]?\s?|(?:喊|叫|称呼)我[“\"「]?|就叫[“\"「]?)$"
)
_TO = lazy(r"\s?(?:[,!。](?!您?好)|您?好[,!。](?!\n)|先)")


def _spoken_to(source: Source, start: int, end: int) -> bool:
    """Tell whether a surname with its title is how the user is spoken to: no name."""
    text = source.text
    if text[max(0, start - 3) : start].endswith(("叫", "我", "“", '"', "「")):
        return _TO_USER.search(text, max(0, start - 8), start) is not None
    return (
        source.role == "assistant"
        and text[start + 1 : end]
        in ("老师", "师傅", "阿姨", "叔叔", "奶奶", "爷爷", "大姐", "大哥")
        and _TO.match(text, end) is not None
        and _TO_USER.search(text, max(0, start - 8), start) is not None
    )


_WORKS = frozenset(
    words("代工 包工 石工 车工 时开工 施工 华工 温工 计工 应工 支工 管工 单工 务工 全工 双工")
)

# Characters of given names that everyday words hold as often.
COMMON = frozenset(
    "豆微茶路菜葱姜枣瓜鸭猪羊狗猫虾蟹盐糖汤面粉茄椒"
    "芹笋藕栗梨桔橙柚蒜翠雾虹霞一中为乐之乔于云产亮"
    "人代以任会但作你便保信修光全公共其再写冬冰冲分"
    "列利别力加功动助包化北千升半华单卡"
    "卫印原友发取古可台史合同名后向和品哈唯商啊喜四"
    "回因团园国土在地场均坐城基境增声处备多大天太央头好如"
    "始姐子字存孩学守安官定宜实室宫家容富对寻导小少"
    "尚尽山岁左市师平年应店度康延建开异式张强当录形往待律"
    "得心必志快念怀怡思性恩总恒息悟情想意感慢成战户"
    "所手才打扬技投抱拉持指按挂换据提摆攻收改放政故教数整"
    "文料斯新方旁无日旧早时明易星昨春是显景智更曾最"
    "月有朋服望朝期木未本术机李材村来极果架某查标校样格案梅"
    "梦棉森楼榜欢步武死段每比毛水求江汪汽治沙河油法"
    "波活派流济海消深清温满漫激火灯灵点烈热然照熟爱父片牌牛"
    "物特王玩现球理琴生用田由男画界留益目直相省看真"
    "着知短石码破础社祖票福离种科秋秘程空立站竞笑第等答策算管"
    "米类精系素索红约级线练组细终经结给统继绝续维网"
    "编缘群老考者耳联聊育胜能脑脸自至致航般色艺节花苏若英草"
    "药菜营落著蓝行街衣补表装西要见观规视角解计认让"
    "训议记论设访证识试话该语说请读课调谈象负财货质购贴费资"
    "走起超越足跑路跟身车轮软轻载较输辑边达过迎运近"
    "还这进远连迟述退送适选通速造连都配里重野金针钱铁银错长"
    "门闭问间阳阿际陆限院除陪险随难雨雪需非面音项须"
    "预领题风飞食首香马高鱼鲜鸟麦黄黑点齐龙何许常平世业东严"
    "书事习买争二五交亲什仁今介仔仗付仙们价件份企优"
    "众伙传住体佛余例供依侧信假停健像儿元先克免党入内再军农冒"
    "决况准几凭出击划则刚初判到制刷刺前剩勤医十协占"
    "卖印即却原参双反变叫右号吃各告味命喝善喊困固图圈块型"
)
AFTER_NAME = (
    "的说也在是和跟就都还把给问发那家他她今不没要会"
    "有来去又从被让叫喊讲做当帮拉看带回打昨已刚才却将可能最很"
    "生出前后上下姐哥叔姨总搞弄同与之等以啊呢吧呀嘛哈了吗请知提转介推寄负开签"
)
_GIVEN_CLASS = "".join(sorted(GIVEN))
_TIMES = "天月午年里来候面边头前后中下上次时晚早"
_BARE = lazy(
    r"(?:(?<![\u4e00-\u9fff])"
    f"|(?<=[{_BEFORE}{_TIMES}]))(?P<family>{FAMILY})(?P<giv"
    f"en>[{_GIVEN_CLASS}]{{1,2}})",
    re.ASCII,
)
_PUBLIC = lazy(
    "(?:演员|歌手|歌星|影星|品牌|那首|专辑|作家|导演|诗人|主席|总统|明星|偶像"
    "|球星|画家|小说|电影|电视剧|的歌|的书|听|粉丝|主演|编剧|作者)"
    r"[「“《是叫的]{0,2}$",
    re.ASCII,
)


def _typical(given: str) -> bool:
    return any(char not in COMMON for char in given)


def _of_form(text: str, start: int, family: str, given: str) -> bool:
    """Tell a name from words that happen to begin with a surname."""
    name = family + given
    if name in FAMOUS_ALONE or everyday(name) or _PET.search(text, max(0, start - 8), start):
        return False
    end = start + len(name)
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if (
        before in ("《", "#", "@", "·")
        or (family == "张" and before in _COUNTED)
        or (family == "班" and text[start - 1 : start].isdigit())
        or after in _PLACE
        or given[-1] in _PLACE
        or _PUBLIC.search(text, max(0, start - 8), start)
    ):
        return False
    opened, ended = not _is_han(before), not _is_han(after)
    follows = ended or after in AFTER_NAME
    typical = sum(char not in COMMON for char in given)
    after_word = not opened and before not in _BEFORE
    if len(given) == 1:
        rare = typical and given not in _WORDY and follows and not after_word
        plain = (
            family in SURELY and given in SINGLE and (opened or before in "跟和给找叫问让带陪约")
        )
        plain = plain and (ended or after in "说问发给打那家今昨也又回")
        return (bool(rare) and (len(family) == 2 or family not in WEAK)) or plain
    if given[0] == given[1]:
        return follows and given[0] in _DOUBLED
    if family in WEAK:
        return follows and not after_word and (typical == 2 or (typical == 1 and opened and ended))
    return typical == 2 or (typical == 1 and follows and not after_word)


_COUNTED = frozenset("那这几两三四五六七八九十每哪半一")
_PET = lazy("(?:猫|狗|犬|宠物|仓鼠|鹦鹉|乌龟)[^,。;!?\\n]{0,5}$")
SURELY = (
    "王李张刘陈杨赵周吴徐孙朱林何郭罗宋郑谢韩唐冯董"
    "萧曹袁邓许傅沈曾彭吕蒋蔡贾丁魏薛阎潘杜钟范谭廖邹陆郝孔崔邱秦侯邵"
    "孟尹黎贺龚佟霍瞿裘栾"
)
SINGLE = frozenset(
    "强明军建伟波涛杰飞刚勇斌彬磊鑫亮峰超辉洋宇凯晨凤英红霞芳丽娟敏静燕玲莉艳萍琴雪玉珍健鹏浩"
)
_PLACE = frozenset("路街巷弄镇县市区站桥村寺庙湾山岛")


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


_DOUBLED = frozenset(
    "糯妍宁婷萱轩涵悦欣瑶彤琪萌朵妞豆果糖彬晨辰昊浩"
    "睿航琳菲嘉佳怡诺娜丽莉玲珊霖琦雯倩媛冰晶莹静芳洋洋磊强鹏飞超"
)
# Characters after which a surname is rather part of a word: 汤圆, 石榴, 钱包.
_WORDY = frozenset(
    "圆葡朵茶菌莲莉兰荷竹枫桐菊桃柳枝棠楠樱杏莓蕉萍藻鹰鹏鹤虎豹凤鸿蝶峰岭岩川泉湖池塘港洲屿榕松柏"
)


@finder("zh-name-by-form", _RELATION)
def _bare(source: Source) -> Iterator[Range]:
    """闵奕辰, 柏冰冰, 欧阳湉: a full name and nothing that announces it."""
    text = source.text
    for match in matches(_BARE, source):
        start, family, given = match.start(), match["family"], match["given"]
        for length in range(len(given), 0, -1):
            if _of_form(text, start, family, given[:length]) and not (
                given[length - 2 : length] in _LONG.split("|")
                and _spoken_to(source, start, start + len(family) + length)
            ):
                yield start, start + len(family) + length
                break


RULES = (_titled, _bare)
