"""How Chinese names are written: surnames, given names, and where a name ends in running text.

Chinese has no spaces, so a name is recognised from both ends: a surname opens it, and
the characters after it are such that given names use, up to punctuation or to a
character that cannot belong to a name.
"""

from __future__ import annotations

import re

from ..lazy import lazy, words
from .pinyin import GIVEN

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎闫潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎常武乔贺赖"
    "龚庞樊"
    "殷施陶翟颜倪严牛温季俞章鲁葛伍韦申尤毕聂焦柳邢骆岳齐梅庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳"
    "盛童欧"
    "甄项曲成游阳裴席卫屈鲍覃霍翁隋甘景薄柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧"
    "畅宫来"
    "苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜冷卓花仇艾蓝巩稽井练仲佟佘"
    "乐虞卞封竺麦庾祖容茅戎荀羊惠家芮羿储汲邴松富巫乌巴牧隗山班仰秋伊宁仝满幸司岑亢干从查权应丛曾冼"
    "马莫洪芦蒲柏兰占楚胥舒沙湛粟蔺缪逯宿谌"
    "于余方任金白安易文包时平向云付代单尚区麻别况帅楼钮骈鞠敬冒茹荆丰印"
    "張劉陳楊趙黃吳孫羅鄭謝韓馮蕭鄧許蘇盧蔣賈葉閻鍾譚鄒陸顧龍錢湯賴龔龐顏嚴溫魯韋畢駱齊莊項陽衛"
    "鮑關華"
    "車邊饒連雲喬賀呂塗紀歐裘撒阚逄仉禤邝郇昝濮寿扈郏戈殳夔厍訾蒯逯桓巢贲璩郗伏靳隽麴"
)
COMPOUND = frozenset(
    words(
        "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 轩辕 宇文 长孙 "
        "端木 呼延"
        " 南宫 西门 独孤 拓跋 闻人 申屠 完颜 纳兰 澹台 张简 范姜"
    )
)
# Surnames that open many everyday words: next to them a name needs more evidence.
WEAK = frozenset(
    "占莫舒沙"
    "于余方任金白安易文包时平向云高马成全常关解强华车房边古来计乐容家松富山班秋满幸司连商简盖木"
    "党花冷练封麦蒙寿伏撒"
    "管祝左万段石毕项游景盛童季温章纪谈迟宁伊巴牧仰祖戎羊惠卫曲应权查从付代单区别况帅楼敬冒印干"
    "尚丰尤"
)
# Everyday words of two characters that begin like a name.
_WORDS = frozenset(
    words(
        """
高兴 高手 高级 高中 高管 高三 高二 高一 高考 高铁 高血 高烧 高速 高个 高大 高度 高薪 高层 高压
高低 高危 高龄 高尚 高敏 高职 方面 方便 方向 方式 方法 方案 方块 温柔 温暖 温和 温度 温差 安全
安静 安排 安徽 安慰 安心 安装 安宁 安检 安然 安康 黄金 黄色 黄牛 黄昏 黄河 黄山 白色 白领 白人
白天 白羊 白班 白血 马上 马来 马虎 马路 马达 马桶 马年 金融 金牌 金牛 金钱 金额 金山 金属 石油
石头 石家 石膏 钱多 钱包 钱都 时候 时间 时尚 时代 时常 时刻 时差 应该 应届 应聘 应用 应当 应付
常常 常年 常州 常客 常委 常见 常用 常务 常识 常住 常去 平时 平安 平凡 平面 平均 平常 平台 平价
平静 平板 华人 华为 华裔 华东 华北 华南 华侨 华丽 成年 成功 成都 成为 成员 成长 成立 成绩 成本
成交 成家 成人 程序 程度 路人 关于 关系 关键 关注 关心 关节 关掉 关闭 关机 包子 包括 包工 包月
包车 包装 任何 任意 任务 任性 任职 任课 任教 任凭 全职 全国 全栈 全家 全科 全体 全部 全新 全程
全天 全款 全勤 单身 单位 单亲 单纯 单独 文科 文员 文盲 文案 文艺 文字 文化 文学 文件 文章 文静
强迫 强烈 强大 强调 强制 强壮 解释 解决 解除 解放 解约 解聘 段子 段位 项目 万能 万一 万达 万科
万元 万分 党员 党支 曾经 游客 游戏 游泳 游轮 乐观 乐于 乐意 向来 向往 向导 向他 向我 简单 简直
简历 祝你 祝大 祝福 祝愿 祝贺 明天 明白 明年 明显 明星 明明 明确 明早 明晚 左右 左撇 左派 左边
左手 东北 车主 车迷 车间 车祸 车票 车站 车子 车险 车贷 车位 车牌 房东 房主 房子 房间 房贷 房租
房价 房产 房本 房卡 牛人 牛年 牛奶 甘肃 甘愿 甘心 连续 连锁 连夜 连累 连我 连他 管理 管培 管家
管道 管用 管我 来自 来了 来电 来过 来回 来月 权利 商人 商务 商业 商量 商场 商科 商店 商家 计算
计划 计较 计时 计件 容易 容貌 容量 满意 满族 满分 满月 满足 满岁 蒙古 查出 查到 查过 红包 王者
王牌 王子 王国 王府 李子 张家 张罗 张贴 张口 刘海 周末 周一 周二 周三 周四 周五 周六 周日 周围
周岁 周期 周到 周年 周边 周内 林业 林子 何必 何时 何况 何以 宋朝 郑州 郑重 谢谢 韩国 韩语 韩式
唐朝 唐山 董事 许多 许可 沈阳 苏州 苏打 叶子 余下 余额 余生 杜绝 夏天 夏季 夏令 钟表 钟头 钟点
汪汪 田地 姜汤 范围 江西 江苏 江南 江湖 江浙 史上 顾客 顾问 顾虑 孟子 龙年 龙虾 雷达 雷雨 汤圆
武汉 武术 武器 武昌 乔迁 陆续 孔子 孔雀 康复 康熙 毛病 毛巾 秦朝 季节 季度 施工 施肥 陶瓷 严重
严格 严厉 严肃 严冬 严父 章节 鲁迅 鲁菜 申请 申报 申诉 尤其 毕业 毕竟 焦虑 焦急 岳父 岳母 梅花
庄严 辛苦 谷歌 谷物 费用 费劲 纪念 纪律 童年 童话 童装 欧洲 欧美 欧元 欧盟 阳光 阳性 阳台 阳历
阳了 阳痿 席位 卫生 卫星 卫视 景色 景点 薄弱 桂林 柴油 边上 边缘 吉林 吉他 古代 古典 古董 古筝
王道 时钟 揭露 揭示 揭开 费周 费时 万美 刚刚 永远 祝寿
米饭 池塘 宫颈 宫外 廉价 符合 木头 木工 谈话 谈判 谈恋 迟到 迟早 冷静 冷淡 冷战 花钱 花了 花费
花生 花呗 练习 练车 封闭 封号 麦当 祖国 祖父 祖母 祖传 惠州 惠普 家里 家人 家长 家庭 家属 家住
家教 家暴 家政 储蓄 储存 松了 富有 富裕 山东 山西 山区 班主 班级 班长 班里 班上 秋天 秋季 宁波
宁夏 宁愿 幸福 幸运 幸好 司机 司法 于是 于此 余地 和他 和她 和我 和你 和平 和解 和睦 云南 云端
云盘 云服 云计 易怒 易感 包裹 包邮 应酬 汤药 万圣 燕窝 盛大 熊猫 苗条 苗族 干活 干净 干嘛 干部
干了 从来 从小 从事 从不 从此 付款 付了 付费 代表 代理 代码 代购 区别 区域 别人 别的 别墅 况且
印象 印度 丰富 丰田 敬礼 麻烦 麻醉 尚未 梅雨 宇宙 祁连 经常 仰望 仰慕 羊肉 羊毛 伊朗 巴西 巴黎
"""
    )
)
# Words and places that are also names: a name where the cue announces one (我叫黎明).
_WORDS_UNLESS_SURE = frozenset(
    words(
        """
徐州 柳州 荆州 荆门 梅州 贺州 池州 江门 岳阳 邵阳 曲靖 雷州 滕州 胡同 温泉 江北 江都 江山
江水 江海 江河 严谨 严明 严峻 严实 严寒 凌厉 凌晨 凌云 康健 康乐 康庄 庄园 庄重 雷同 梅子
梅园 梅林 陆丰 陶艺 田园 田野 田径 梁山 柳树 柳林 杨柳 杨树 杨梅 贺礼 贺岁 贺寿 洪水 洪亮
洪福 唐诗 宋诗 苏杭 苏北 苏南 龙门 龙山 龙泉 龙江 龙井 龙舟 龙岩 武力 武林 武夷 史诗 史书
谷雨 谷子 钱财 陈年 阳春 阳朔 阳江 阳泉 黄梅 黄海 黄石 黄浦 殷实 殷勤 甘泉 甘甜 廉洁 晋江
晋中 柏树 兰花 辛勤 湛蓝 庞大 桂花 桂圆 蓝天 蓝海 齐全 齐心 卓越 卓然 丛林 曲艺 乌云 宫廷
巩固 燕麦 秦岭 毛利 汤水 沈北 黎明 花卉
"""
    )
)
FAMOUS = words(
    "孔子 孟子 李白 杜甫 苏轼 苏东坡 白居易 王维 李商隐 李清照 辛弃疾 陆游 王羲之 王阳明 曹操 曹"
    "雪芹 关羽 张飞 赵云"
    " 刘备 诸葛亮 司马迁 司马懿 岳飞 包拯 康有为 梁启超 孙中山 鲁迅 周树人 胡适 沈从文 张爱玲 钱"
    "钟书 钱锺书 老舍 金庸"
    " 古龙 余华 莫言 刘慈欣 季羡林 杨绛 毛泽东 周恩来 邓小平 马云 马化腾 任正非 雷军 刘强东 李彦"
    "宏 张一鸣 王健林 李嘉诚"
    " 董明珠 黄仁勋 罗永浩 俞敏洪 钟南山 袁隆平 屠呦呦 钱学森 邓稼先 杨振宁 周杰伦 刘德华 张学友"
    " 成龙 李小龙 王菲 姚明"
    " 刘翔 李娜 郎平 李宁 谷爱凌 张三丰 郭靖 黄蓉 杨过 令狐冲 韦小宝 孙悟空 林黛玉 贾宝玉 薛宝钗"
    " 王熙凤 武松 宋江 林冲"
    " 陈奕迅 林俊杰 蔡依林 五月天 邓紫棋 薛之谦 毛不易 王心凌 张国荣 梅艳芳 邓丽君 李宗盛 罗大佑"
    " 张信哲 刘若英 田馥甄 孙燕姿 李荣浩 华晨宇 蔡徐坤 张杰 谢娜 何炅 汪涵 撒贝宁 董卿 白岩松 葛优"
    " 沈腾 贾玲 吴京 徐峥 章子怡 巩俐 周润发 刘青云 古天乐 甄子丹 周迅 赵薇 范冰冰 杨紫 赵露思"
    " 王鹤棣 白敬亭 张译 雷佳音 马丽 郭德纲 于谦 岳云鹏 李诞 杨丽萍 郎朗 马龙 樊振东 孙颖莎 王楚钦"
    " 苏炳添 全红婵 张继科 丁俊晖 林丹 武磊 朱婷 贾樟柯 侯孝贤 杨德昌 冯小刚 姜文 宁浩 张爱玲"
    " 余秋雨 王小波 史铁生 汪曾祺 路遥 陈忠实 贾平凹"
    " 迟子建 毕飞宇 苏童 严歌苓 三毛 琼瑶 古龙 南怀瑾"
    " 曹文轩 郑渊洁 杨红樱 梁晓声 双雪涛 班宇 马伯庸 何帆 薛兆丰 吴晓波 樊登 武志红 曾国藩 左宗棠"
    " 李世民 朱元璋 武则天 康熙 乾隆 慈禧 袁世凯 蒋介石 胡锦涛 江泽民 温家宝 李克强 李鸿章 张居正"
    " 原研哉 安藤忠雄 宫崎骏 村上春树 东野圭吾 太宰"
    "治 黎明 王守仁 王安石 欧阳修 陶渊明 柳宗元 刘禹锡"
    " 范仲淹 文天祥 郑和 张骞 霍去病 韩信 项羽 刘邦 张良 萧何 李煜 温庭筠 王昌龄 孟浩然 贺知章"
    " 方便面 白素贞 许仙 祝英台 梁山伯 王语嫣 段誉 乔峰 令狐冲 任盈盈 东方不败 杨康 郭襄 张无忌"
    " 赵敏 周芷若 韦小宝 甄嬛 孙少平 祥林嫂 孔乙己 "
    "闰土 白月光 王俊凯 王源 李荣浩 周深 张碧晨 容祖儿"
    " 杨千嬅 张敬轩 谢安琪 林夕 黄伟文 方文山 周国平 余光中 席慕蓉 梁文道 许知远 陈丹青 冯唐 韩寒"
    " 郭敬明 贾跃亭 王传福 曾毓群 李斌 何小鹏 余承东 孟晚舟 张勇 黄峥 宿华 王兴 丁磊 张朝阳 俞敏洪"
    " 张艺谋 王家卫 陈凯歌 李安 周星驰 梁朝伟 黄渤 赵丽颖 杨幂 王一博 肖战 易烊千玺 李佳琦 董宇"
    "辉 张雪峰 罗翔 李开复"
)
FAMOUS_ALONE = frozenset(FAMOUS) - frozenset(
    words(
        "李娜 李宁 李安 罗翔 刘翔 雷军 王菲 张杰 张勇 李斌 朱婷 王源 何帆 赵敏 王兴 张良 马丽 杨康"
    )
)

# Characters that begin what follows a name and hardly ever stand inside one.
_AFTER = frozenset(
    "的了吗呢啊吧呀哦嘛在是有说和跟与及或也都还就又才刚已没不要想会能可以被把给让对从到去来住做"
    "当用打发帮问请叫"
    "今昨前后上下现最总每第这那个们他她它你我您谁什怎哪因所但如果虽岁号日月年点分秒元块电手微邮"
    "身性男女职工"
    "毕生出患得确查病感很太非特比更只刷骑开带送收买卖吃喝睡看听写找教考读学担负推约介拿交接签"
    "為與個們來後說沒會現這電"
)
_TITLES = (
    "先生|女士|小姐|太太|老师|老師|医生|醫生|大夫|医师|醫師|教授|主任|律师|律師|经理|總監|总监"
    "|总|總|主管|院长|校长"
    "|护士长|护士|警官|法官|教练|师傅|阿姨|叔叔|同学|博士|院士|会计|工"
)
TITLE = rf"(?:{_TITLES})"
_TITLED = lazy(_TITLES)
_HAN = lazy(r"[\u3400-\u4dbf\u4e00-\u9fff]{0,8}")
_DOTTED = lazy(r"[\u4e00-\u9fff]{1,6}(?:[·•‧][\u4e00-\u9fff]{1,6}){1,3}")


_FIRST_PERSON = lazy("我|俺|咱|本人")


def about_famous(text: str, at: int) -> bool:
    """Tell whether the sentence up to `at` is about a person that everybody knows."""
    sentence = re.split(r"[。;!?\n]", text[max(0, at - 40) : at])[-1]
    return not _FIRST_PERSON.search(sentence) and any(name in sentence for name in FAMOUS_ALONE)


def everyday(name: str) -> bool:
    """Tell whether what looks like a name begins like an everyday word."""
    return name[:2] in _WORDS or name in _WORDS_UNLESS_SURE


def surname_at(text: str, start: int) -> int:
    """Return the length of the surname at `start`, or 0."""
    if text[start : start + 2] in COMPOUND:
        return 2
    return 1 if text[start : start + 1] in SURNAMES else 0


def name_at(text: str, start: int, *, sure: bool) -> int | None:
    """Find the end of the personal name that starts at `start`.

    Args:
        text: Normalised text.
        start: Where the surname should stand.
        sure: The cue before announces a name ("我叫"); else ("我是", "同事") everyday
            words are likelier, and a name must end at punctuation or be made of
            characters that names use.

    Returns:
        The end of the name without its title, or None.
    """
    dotted = _DOTTED.match(text, start)
    if dotted:
        return _dotted_end(dotted)
    family = surname_at(text, start)
    if not family:
        return None
    run = _HAN.match(text, start + family)
    given = run[0] if run else ""
    length = _given(given, sure=sure, weak=not sure and text[start] in WEAK)
    if not length:
        return None
    name = text[start : start + family + length]
    # 高兴 is a word, 高兴国 is a name: where the cue is sure and nothing follows.
    whole = sure and length == 2 == len(given) and _plain(given)
    if (family == 1 and name[:2] in _WORDS and not whole) or (name in FAMOUS_ALONE and not sure):
        return None
    if not sure and name in _WORDS_UNLESS_SURE:
        return None
    return start + family + length


def _plain(given: str) -> bool:
    return all(c in GIVEN and c not in _AFTER for c in given)


def _dotted_end(match: re.Match[str]) -> int:
    """Cut what follows a dotted name: 阿依古丽·买买提来自新疆."""
    last = re.sub("[•‧]", "·", match[0]).rindex("·") + 1
    for i in range(last + 1, len(match[0])):
        if match[0][i] in "的在是来今也从和跟就住现年说":
            return match.start() + i
    return match.end()


def _given(run: str, *, sure: bool, weak: bool) -> int:
    """Tell how many characters of `run` are the given name; 0 for none.

    Args:
        run: The Han characters after the surname.
        sure: See `name_at`.
        weak: The surname opens many everyday words.
    """
    if not run or (run[0] in _AFTER and run[0] not in GIVEN):
        return 0
    title = _TITLED.search(run[:5])
    if title and title.start() == 0:
        return 0
    if title and title.start() <= 2 and all(c in GIVEN for c in run[: title.start()]):
        return title.start()
    if len(run) <= 2:
        return _given_closed(run, sure=sure, weak=weak)
    return 0 if weak else _given_open(run, sure=sure)


def _given_closed(run: str, *, sure: bool, weak: bool) -> int:
    """Read a run that ends at punctuation: all of it, less a particle."""
    known = sum(c in GIVEN for c in run)
    if len(run) == 2 and run[1] in _AFTER and run[1] not in GIVEN:
        return 0 if weak or run[0] not in GIVEN else 1
    if weak and known < len(run):
        return 0
    return len(run) if sure or run[0] in GIVEN else 0


def _given_open(run: str, *, sure: bool) -> int:
    """Read a run that goes on: 张伟今年, 王小宝发烧."""
    if run[0] not in GIVEN:
        return 0
    if run[1] not in _AFTER:
        if run[1] in GIVEN:
            return 2
        return 1 if sure and run[2] not in _AFTER else 0
    # 文 学 生 are of names and of what follows them: a name where the next is surely outside.
    return 2 if sure and run[1] in "学生开来会可以" and run[2] in _AFTER else 1
