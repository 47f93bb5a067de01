"""Other people's names where no word announces them: by title, and by form alone.

王主任 and 冯嬢嬢 are a surname and a title. A full name (谭骁, 撒冰冰) is a surname and
characters that names use and everyday words do not, between words that go before and
after names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, words
from ..rule import Range, finder, pattern
from ..source import Source
from .names import COMPOUND, FAMOUS, FAMOUS_ALONE, SURNAMES, WEAK, everyday
from .pinyin import GIVEN

_RELATION = PrivacyType.RELATIONSHIP_INFO

_FAMILY = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES))}])"
_LONG = (
    "老师|主任|医生|大夫|医师|护士长?|教授|律师|法官|警官|检察官|经理|校长|院长|园长|所长|科长"
    "|处长|局长|部长|厂长|店长|组长|队长|班长|书记|董事长|总监|工程师|会计|秘书|主管|师傅|教练"
    "|导师|博士|院士|先生|女士|小姐|太太|夫人|阿姨|叔叔|伯伯|伯父|伯母|婶婶|大爷|大妈|大姐|大哥"
    "|大嫂|奶奶|爷爷|婆婆|嬢嬢|孃孃|姑娘|同学|师兄|师姐|学长|学姐|老板|村长|镇长|县长|妈妈|爸爸"
    "|老爷子|老太太|老头|公公|姑姑|舅舅|舅妈|婶子|嫂子|道长|师父|牧师|神父|阿訇|社工|督导|助理"
    "|领班|班主任|辅导员|管家|房东|中介|顾问"
)
_SHORT = (
    "总(?![部结裁是之共会算统体和要得])|董(?!事)|工(?![作程资厂具业人地艺期])"
    "|[姐哥嫂叔姨伯婶兄姑妈爸嬢]"
)
_NOT_AFTER = r"(?!们|工作|资格|证|科技|事务所|节|团|帽|椅)"
# Ends of words after which a name may begin.
_BEFORE = (
    "跟和与同给叫找问让请把被是向替帮由告骂喊约见陪等的了我你他她您咱说带接送欠借系喺搁系个及过那"
)
_LEFT = rf"(?:(?<![\u4e00-\u9fff])|(?<=[{_BEFORE}]))"
_ROLE_LEFT = r"(?<=[任师理人长员总医工生友事伴居妈爸婆哥姐弟妹])"
_STRONG = "".join(sorted(SURNAMES - WEAK))
_TITLED = lazy(
    rf"(?:(?P<weak>{_LEFT}[{''.join(sorted(WEAK & SURNAMES))}])|(?P<strong>(?<!姓)[{_STRONG}])"
    rf"|{'|'.join(sorted(COMPOUND))})(?P<given>[{''.join(sorted(GIVEN))}]{{0,2}}?)"
    rf"(?P<title>{_LONG}|{_SHORT}){_NOT_AFTER}",
    re.ASCII,
)
# What a surname and its left neighbour may spell, and what is sold or told under a title.
_NO_NAME = frozenset(
    words(
        "康师傅 高总 马大姐 孙女士兵 高老师 江湖 方老师 黄大仙 何仙姑 徐半仙 万事通 华医生 钱老板"
        " 周公公 包公公 容嬷嬷 王婆婆 田螺姑娘 白大夫 祝"
        "同学 祝老师 祝您 谢老师 谢谢老师 车主任 白姑娘"
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
    """罗劲老师, 王主任, 冯嬢嬢, 郑总."""
    text = source.text
    for match in _TITLED.finditer(text):
        start, end = match.span()
        before = text[max(0, start - 1) : start]
        han_before = "\u4e00" <= before <= "\u9fff"
        if (
            match[0] in _NO_NAME
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
        if match["given"] and not _typical(match["given"]) and han_before and before not in _BEFORE:
            start = match.start("title") - 1
            if text[start] not in SURNAMES - WEAK:
                continue
        yield start, end


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
_AFTER_NAME = (
    "的说也在是和跟就都还把给问发那家他她今不没要会"
    "有来去又从被让叫喊讲做当帮拉看带回打昨已刚才却将可能最很"
    "生出前后上下姐哥叔姨总搞弄同与之等以啊呢吧呀嘛哈了吗请知提转介推寄负开签"
)
_GIVEN_CLASS = "".join(sorted(GIVEN))
_TIMES = "天月午年里来候面边头前后中下上次时晚早"
_BARE = lazy(
    r"(?:(?<![\u4e00-\u9fff])"
    f"|(?<=[{_BEFORE}{_TIMES}]))(?P<family>{_FAMILY})(?P<giv"
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
        before in ("《", "#", "@")
        or after in _PLACE
        or given[-1] in _PLACE
        or _PUBLIC.search(text, max(0, start - 8), start)
    ):
        return False
    opened, ended = not _is_han(before), not _is_han(after)
    follows = ended or after in _AFTER_NAME
    typical = sum(char not in COMMON for char in given)
    after_word = not opened and before not in _BEFORE
    if len(given) == 1:
        rare = typical and given not in _WORDY and follows and not after_word
        plain = (
            family in _SURELY and given in _SINGLE and (opened or before in "跟和给找叫问让带陪约")
        )
        plain = plain and (ended or after in "说问发给打那家今昨也又回")
        return (bool(rare) and (len(family) == 2 or family not in WEAK)) or plain
    if given[0] == given[1]:
        return follows and given[0] in _DOUBLED
    if family in WEAK:
        return follows and not after_word and (typical == 2 or (typical == 1 and opened and ended))
    return typical == 2 or (typical == 1 and follows and not after_word)


_PET = lazy("(?:猫|狗|犬|宠物|仓鼠|鹦鹉|乌龟)[^,。;!?\\n]{0,5}$")
_SURELY = (
    "王李张刘陈杨赵周吴徐孙朱林何郭罗宋郑谢韩唐冯董"
    "萧曹袁邓许傅沈曾彭吕蒋蔡贾丁魏薛阎潘杜钟范谭廖邹陆郝孔崔邱秦侯邵"
    "孟尹黎贺龚佟霍瞿裘栾"
)
_SINGLE = frozenset(
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
    """谭骁, 撒冰冰, 欧阳湛: a full name and nothing that announces it."""
    text = source.text
    for match in _BARE.finditer(text):
        start, family, given = match.start(), match["family"], match["given"]
        for length in range(len(given), 0, -1):
            if _of_form(text, start, family, given[:length]):
                yield start, start + len(family) + length
                break


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
    """买买提江, 央金, 其其格: names of other peoples, by their usual parts."""
    for match in _MINORITY.finditer(source.text):
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
    "[\u4e00-\u9fff]*(?:叫|是|和|跟|给|找|写[撒的是]?|与|了|的|系|让|请|把|名字|姓名|我|他|她)",
    re.ASCII,
)
_DOTTED_END = lazy(
    "[·•‧][\u4e00-\u9fff]{2,5}?(?=[的在是来今也从和跟就住现年说有给发写]|$)", re.ASCII
)


@finder("zh-name-dotted", _RELATION, needs=("·", "•", "‧"))
def _dotted(source: Source) -> Iterator[Range]:
    """叶尔兰·萨德科夫, without the words before and after it."""
    text = source.text
    for match in _DOTTED.finditer(text):
        start, end = match.span("v")
        if _FOREIGN.search(match[0]) or text[start - 1 : start] == "《":
            continue
        dot = re.search("[·•‧]", match[0])
        middle = start + (dot.start() if dot else 0)
        if lead := _DOTTED_LEAD.match(text, start, middle - 1):
            start = lead.end()
        tail = _DOTTED_END.match(text, middle, end)
        yield start, tail.end() if tail else end


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
    _titled,
    _bare,
    _minority,
    _dotted,
    pattern(
        "zh-name-called",
        _RELATION,
        "(?:[名就真]叫|(?<=[他她佢伊人个娃孩娘女儿子妹弟姐哥员生友家伙位收])叫"
        r"|名字(?:是|叫)?|名为|姓名[:\s])"
        rf"\s?[「“\"]?(?P<v>{_FAMILY}[\u4e00-\u9fff]{{1,2}})(?=[\s,。!?、;」”\")(对]|\d|$)",
        needs=("叫", "名"),
        accept=lambda match: not re.search(r"[我你他她的了什啥]", match["v"]),
    ),
    pattern(
        "zh-old-and-young",
        _RELATION,
        f"(?P<v>(?<![大从最古很太多元月养家])[老小](?:[{_SURELY}](?:头儿?|爷子|太太"
        "|师傅?|板|哥|姐|总|工)?"
        rf"|[{_STRONG}](?:头儿?|爷子|太太|师傅|哥|姐)))(?:(?![\u4e00-\u9fff])|(?=[{_AFTER_NAME}]))",
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
        rf"(?<![贵免尊百同也改跟随不敝我])姓(?P<v>{_FAMILY})(?=[\s,。、的;!)]|$)",
        needs=("姓",),
        accept=lambda match: (
            not re.search(
                "[起取改]个?名|名字大全|五行",
                match.string[max(0, match.start() - 40) : match.end() + 40],
            )
        ),
    ),
)
