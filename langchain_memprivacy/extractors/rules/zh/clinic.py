"""Illness and medicine where people list them without saying whose they are.

In a chat with an assistant a named illness or a drug with its dose is hardly ever
anything but somebody's; what is asked, explained or feared is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder, pattern
from ..source import Source
from .ailments import CONDITIONS, DRUGS
from .relations import KIN

_HEALTH = PrivacyType.MEDICAL_HEALTH

NO = lazy(
    "(?:没有?|没得|不是|并非|否认|无|排除了?|预防|避免|会不会|是不是|能不能|如果"
    "|要是|假如|万一|担心|害怕|怕|了解|什么是|关于|科普"
    "|介绍|容易|导致|引起|引发|诱发|降低|防治|针对|研究|缓解|小说|主角|剧中|电影"
    "|这种|某些|一类|人群|风险|以为|怀疑|像是|假设"
    "|哪些|怎么|为什么|标准|病例|新闻|疫苗|筛查|讲座|分享|文章|宠物|猫|狗|犬"
    "|像个?|简直)[^,。;!?\n]{0,6}$",
    re.ASCII,
)
_GENERAL = lazy(
    r"\s?(?:真的|两对半|表面抗原|免疫球|的?(?:患者|病人|人群|人(?!手)|朋友|预防|风险|原因|治疗方法|危害|科普"
    "|标准|护理|发病|疫苗|防治|知识|区别|饮食)|怎么|如何|有哪些"
    "|是什么|会传染|能不能|可以|吗|疫苗|疫情|期间|病毒|管理|专家|医院|专科|协会|疾病|筛查|日|题材)",
    re.ASCII,
)
_ANYBODY = lazy(rf"[我您你她他佢伊咱俺]|{KIN}|患者|老伴|病史|诊断|\d|确诊|处方|医生|大夫", re.ASCII)
SIDE = (
    "(?:左侧?|右侧?|双侧?|第[一二三四五六七八九十]|轻度|中度|重度|轻中度|中重度"
    "|早期|中期|晚期|慢性|急性|先天性|复发性|妊娠期?|产后|老年性?|原发性"
    "|继发性|广泛性|[一二三四12IⅠⅡ]型|第[一二12]型|疑似?|肺|肝|肾|甲状腺|乳腺"
    "|左肺|右肺|右叶|左叶|左乳|右乳|左眼|右眼|磨玻璃|缺铁性|再生障碍性|桡骨|胫骨"
    "|肋骨|腰椎|颈椎|股骨|锁骨"
    "|跟骨|脚踝|手腕|踝关节|膝关节|远端|近端|粉碎性|多发|单发|小|大|的){0,4}"
)
_TAIL = (
    r"(?:\s?(?:[1-4一二三四]级|[一二三四ⅠⅡⅢⅣ]期|早期|中期|晚期|复发|状态|发作|情绪"
    r"|(?:伴有?|合并)[\u4e00-\u9fff]{2,8}|\([轻中重]度\)|TI-?RADS\s?\d[a-c]?"
    r"|BI-?RADS\s?\d[a-c]?"
    r"|[LC]\d-?[LCS]?\d|\d{1,2}\s?(?:mm|毫米|cm|厘米))){0,2}"
)
_MORE = (
    "脑梗|心绞痛|心梗|高血压|糖尿病|痛风|焦虑障碍|抑郁障碍|适应障碍|睡眠障碍|双相"
    "|生化妊娠|磨玻璃结节|甲状腺结节|肺结节|乳腺结节|纤维腺瘤|甲状腺功能低下"
    "|甲状腺功能减退|甲状腺功能亢进|胃食管反流|反流性食管炎|浅表性胃炎|萎缩性胃炎"
    "|腰肌劳损|肩周炎|腱鞘炎|足底筋膜炎|网球肘|鼻炎|过敏性鼻炎|鼻窦炎|咽炎"
    "|扁桃体炎|中耳炎|结膜炎|角膜炎|牙周炎|胆结石|胆囊息肉|尿路感染|肺部感染"
    "|盆腔积液|巧克力囊肿|卵巢囊肿|子宫腺肌症|膜性肾病|滑膜炎|骨质增生|椎管狭窄"
    "|脊柱侧弯"
    "|骨折|骨裂|半月板损伤|十字韧带断裂|跟腱断裂|脑震荡|硬膜下血肿|帕金森"
    "|心肌缺血|房颤|早搏|室早|动脉瘤|静脉血栓|肺栓塞|黄疸|疝气|甲沟炎|湿疹|荨麻疹"
    "|神经性皮炎|带状疱疹|斑秃"
)
_NAMED = "|".join(sorted({*CONDITIONS, *_MORE.split("|")}, key=len, reverse=True))
_CONDITION = lazy(rf"{SIDE}(?:{_NAMED}){_TAIL}", re.ASCII)


@finder(
    "zh-condition",
    _HEALTH,
    needs=words(
        "病 症 癌 炎 瘤 血 肝 障碍 痛 艾滋 hiv hpv adhd ptsd 甲 心 脑 石 溃疡 喘 "
        "结节 痫 帕金森 痴呆 突出 疏松 狼疮 湿 强直 多囊 孕 双相 毒 酸 骨 撕裂 "
        "损伤 新冠 硬化 衰 螺杆菌 痔疮 癣 疹 感染 梗 妊娠 断裂 血栓 颤"
    ),
)
def _condition(source: Source) -> Iterator[Range]:
    """高血压2级 肺结节 还有痛风: named illnesses that are not asked about."""
    text = source.text
    if not _ANYBODY.search(text):
        return
    for match in matches(_CONDITION, source):
        start, end = match.span()
        while text[start] in "的小大":
            start += 1
        if not (NO.search(text, max(0, start - 12), start) or _GENERAL.match(text, end)):
            yield start, end


_ILL = (
    "(?:症|病(?!人|房|历|史|例|情|床|假|友|因)|癌|炎|瘤|综合征|结节|囊肿|障碍"
    "|骨折|增生|突出|低下|亢进|感染|息肉|贫血|抑郁(?:状态|情绪|发作)?|焦虑(?:状态"
    "|情绪)?|狭窄|积液"
    "|撕裂|破裂|脱位|梗阻|肿大|钙化|阳性|不畅|不通|粘连|萎缩|缺损|紊乱|震颤|不全"
    "|偏曲|劳损|水肿|出血|血肿|溃疡|脱垂|下垂|畸形|反流)"
)
_DRUG_TAIL = (
    "沙坦|他汀|地平(?![均台面])|洛尔|普利|格列[汀净]|列净|列汀|鲁肽|双胍|替尼|单抗|沙星|霉素"
    "|西林|头孢(?![会抑能和可])[\u4e00-\u9fff]{1,3}|拉唑|西泮|唑仑|韦(?=[\\s\\d片])|尼松|米松"
    "|洛芬|西汀|舍曲林|普兰|法辛|司琼|昔布|昔康|孕酮|雌醇|双膦酸|膦酸钠|司特|替罗"
    "|特罗|奈德|苯海拉明|氯雷他定|西替利嗪|亚铁|叶酸|鲁米特|喹硫平|氮平|培酮|立酮"
    "|哌唑|丙戊酸钠?|拉嗪|帕罗韦|磷酸奥司他韦"
)
_BRANDS = (
    "波立维|立普妥|可定|络活喜|拜新同|代文|倍他乐克|拜阿司匹灵|阿托伐他丁"
    "|二甲双瓜|格华止|拜唐苹|诺和[龙锐灵平]|来得时|优泌[乐林]|优甲乐|赛治|怡诺思"
    "|欣百达|黛力新|来士普|左洛复|百忧解|赛乐特|思瑞康|再普乐"
    "|碳酸锂|锂盐|德巴金|利必通|专注达|择思达|思诺思|佳静安定|泰诺|布洛芬|芬必得"
    "|达英-?35|优思明|优思悦|达芙通|毓婷|地屈孕酮|来曲唑|戊酸雌二醇|补佳乐|果纳芬"
    "|达菲林|易瑞沙|泰瑞沙|赫赛汀|施达赛|格列卫"
    "|替诺福韦|恩替卡韦|富马酸丙酚替诺福韦|非布司他|秋水仙碱|别嘌醇|琥珀酸亚铁"
    "|速力菲|骨化三醇|罗盖全|羟氯喹|甲氨蝶呤|信必可|舒利迭|顺尔宁|思力华|氨溴索"
    "|奥司他韦|甘精胰岛素|门冬胰岛素|司美格鲁肽|替尔泊肽|度拉糖肽"
)
_FORM = (
    "(?:肠溶|缓释|控释|分散)?(?:片|胶囊|颗粒|注射液|针剂?|口服液|气雾剂|吸入剂|滴眼液|乳膏|软膏)?"
)
_UNIT = (
    "(?:mg|MG|毫克|μg|ug|mcg|微克|g(?![a-z])|克|片|粒|个?单位|U(?![A-Za-z])|iu|IU"
    "|ml|毫升|支|袋|颗|滴|喷)"
)
_DOSE = (
    rf"(?:\s?(?:[\d.]{{1,6}}|[半一二两三四五六])\s?{_UNIT}"
    r"|\s?(?<=[\u4e00-\u9fff ])\d[\d.]{1,5}(?![\d年月日点:%块元个人次])|减半"
    "|加倍|减量|加量)?"
    r"(?:\s?[,]?\s?(?:早晚各?|早上|晚上|睡前|每日|每天|一天|每晚|每周"
    rf"|一周)\s?[一两二三四\d]{{1,2}}(?:次|片|粒|个单位|针)?(?:{_UNIT})?)?"
)
_DRUG = lazy(
    rf"(?:{_BRANDS}|{DRUGS}|[\u4e00-\u9fff]{{1,5}}(?:{_DRUG_TAIL})){_FORM}{_DOSE}", re.ASCII
)
_KNOWN_DRUG = lazy(
    f"(?:盐酸|草酸|富马酸|苯磺酸|琥珀酸|硫酸|酒石酸|枸橼酸)?(?:{_BRANDS}|{DRUGS})", re.ASCII
)
_DRUG_START = lazy(
    ".*(?:把|吃着?|服用?|开了?|开的|加了?|停了?|换[成了]?|改[成用吃]?|用|药[是:]?"
    "|处方|是|和|从|给|打|注射|了|的|还有|紧|在|先|要|两|轮|次|天)",
    re.ASCII,
)
_TELLS = lazy(
    r"\s?(?:的?(?:副作用|作用机制|机制|价格|功效|说明书|适应症|半衰期|区别|成分"
    "|原理)|和[^,。]{2,8}的区别|是什么|多少钱|能不能|可以)",
    re.ASCII,
)
_ASKS = lazy("(?:请问|了解|什么是|介绍|推荐|能不能吃|是否)[^,。;!?\n]{0,8}$", re.ASCII)


@finder(
    "zh-drug",
    _HEALTH,
    needs=tuple(
        sorted(
            {
                name[:2]
                for name in (
                    *re.sub(r"\[.*?\]|\(.*?\)|[-?]", "", _BRANDS).split("|"),
                    *re.sub(r"[-?]", "", DRUGS).split("|"),
                )
                if len(name) > 1
            }
            | {
                "沙坦",
                "他汀",
                "地平",
                "洛尔",
                "普利",
                "列净",
                "列汀",
                "鲁肽",
                "双胍",
                "替尼",
                "单抗",
                "沙星",
                "霉素",
                "西林",
                "头孢",
                "拉唑",
                "西泮",
                "唑仑",
                "尼松",
                "米松",
                "洛芬",
                "西汀",
                "普兰",
                "法辛",
                "亚铁",
                "叶酸",
                "孕酮",
                "氮平",
                "培酮",
                "哌唑",
                "司特",
            }
        )
    ),
)
def _drug(source: Source) -> Iterator[Range]:
    """氨氯地平5毫克, 络活喜5, 门冬胰岛素 早上8个单位."""
    text = source.text
    for match in matches(_DRUG, source):
        start, end = match.span()
        known = _KNOWN_DRUG.search(text, start, end)
        if known:
            start = known.start()
        elif lead := _DRUG_START.match(text, start, end - 2):
            start = lead.end()
        if not (
            text[end : end + 2] in ("皮试", "过敏")
            or _MATERIAL.search(text, max(0, start - 40), end + 20)
            or _TELLS.match(text, end)
            or _ASKS.search(text, max(0, start - 14), start)
        ):
            yield start, end


_MATERIAL = lazy("正极|前驱体|电池|[/每]吨|\\d吨|锂矿|期货|海報|海报")
_HAN = lazy(r"[\u4e00-\u9fff]", re.ASCII)


def not_denied(match: re.Match[str]) -> bool:
    """Tell whether a match is neither denied nor asked about in general."""
    text, start = match.string, match.start("v")
    return not NO.search(text, max(0, start - 10), start) and not _GENERAL.match(text, match.end())


RULES = (
    _condition,
    pattern(
        "zh-diagnosed",
        _HEALTH,
        "(?:诊断(?:书|证明)?(?:上)?(?:结果)?[是为:写多了出有]{0,3}|确诊[是为了咗]{0,2}"
        "|查出(?:来)?[是有了]{0,2}|查到|检查出(?:来)?|体检(?:出来|查出|报告[说写]?)"
        "|(?:医生|大夫)(?:说是|写|讲|说我是?|说他|说她)"
        r"|(?<![可怀])疑(?:似)?|报告(?:提示|写|说)|提示|病史[:\s是]|说是)\s?(?:得了"
        r"|有点?|了)?(?P<v>(?!没|不|什么|正常)[\u4e00-\u9fffA-Za-z0-9-]{0,12}?"
        rf"{_ILL}{_TAIL})",
        needs=words("诊 查出 查到 检查出 体检 医生 大夫 疑 提示 病史 报告 说是"),
        accept=lambda match: (
            not re.search("[吗么没不]|会不会|是否|小心|注意|建议", match["v"]) and not_denied(match)
        ),
    ),
    _drug,
    pattern(
        "zh-drug-latin",
        _HEALTH,
        "(?<![A-Za-z])(?P<v>[A-Za-z]{5,22}(?: XR| ER"
        r"| SR)?\s?\d{1,4}(?:\.\d{1,2})?\s?(?:mg|mcg|毫克))(?![A-Za-z/])",
        needs=("mg", "mcg", "毫克"),
        digits=1,
        accept=lambda match: (
            _HAN.search(match.string, max(0, match.start() - 40), match.end() + 40) is not None
        ),
    ),
    pattern(
        "zh-dose-only",
        _HEALTH,
        r"(?:减到|加到|改成|药随餐吃,|剂量[是:]?)\s?(?P<v>[\d.]{1,5}\s?(?:mg|毫克|μg|微克|克))",
        needs=("mg", "毫克", "μg", "微克", "克"),
        digits=1,
    ),
)
