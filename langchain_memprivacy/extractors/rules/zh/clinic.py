"""Illness, medicine, readings and visits where people list them without saying whose they are.

In a chat with an assistant a named illness or a drug with its dose is hardly ever
anything but somebody's; what is asked, explained or feared is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, words
from ..rule import Range, finder, pattern
from ..source import Source
from .ailments import CLINICS, CONDITIONS, DRUGS, PROCEDURES
from .relations import KIN

_HEALTH = PrivacyType.MEDICAL_HEALTH

_NO = lazy(
    "(?:没有?|没得|不是|并非|否认|无|排除了?|预防|避免|会不会|是不是|能不能|如果"
    "|要是|假如|万一|担心|害怕|怕|了解|什么是|关于|科普"
    "|介绍|容易|导致|引起|引发|诱发|降低|防治|针对|研究|缓解|小说|主角|剧中|电影"
    "|这种|某些|一类|人群|风险|以为|怀疑|像是|假设"
    "|哪些|怎么|为什么|标准|病例|新闻|疫苗|筛查|讲座|分享|文章|宠物|猫|狗|犬"
    "|像个?|简直)[^,。;!?\n]{0,6}$",
    re.ASCII,
)
_GENERAL = lazy(
    r"\s?(?:的?(?:患者|病人|人群|人(?!手)|朋友|预防|风险|原因|治疗方法|危害|科普"
    "|标准|护理|发病|疫苗|防治|知识|区别|饮食)|怎么|如何|有哪些"
    "|是什么|会传染|能不能|可以|吗|疫苗|疫情|期间|病毒|管理|专家|医院|专科|协会|疾病|筛查|日|题材)",
    re.ASCII,
)
_ANYBODY = lazy(rf"[我您你她他佢伊咱俺]|{KIN}|患者|老伴|病史|诊断|\d|确诊|处方|医生|大夫", re.ASCII)
_SIDE = (
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
_CONDITION = lazy(rf"{_SIDE}(?:{_NAMED}){_TAIL}", re.ASCII)


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
    """高血压3级 二型糖尿病 还有痛风: named illnesses that are not asked about."""
    text = source.text
    if not _ANYBODY.search(text):
        return
    for match in _CONDITION.finditer(text):
        start, end = match.span()
        while text[start] in "的小大":
            start += 1
        if not (_NO.search(text, max(0, start - 12), start) or _GENERAL.match(text, end)):
            yield start, end


_ILL = (
    "(?:症|病(?!人|房|历|史|例|情|床|假|友|因)|癌|炎|瘤|综合征|结节|囊肿|障碍"
    "|骨折|增生|突出|低下|亢进|感染|息肉|贫血|抑郁(?:状态|情绪|发作)?|焦虑(?:状态"
    "|情绪)?|狭窄|积液"
    "|撕裂|破裂|脱位|梗阻|肿大|钙化|阳性|不畅|不通|粘连|萎缩|缺损|紊乱|震颤|不全"
    "|偏曲|劳损|水肿|出血|血肿|溃疡|脱垂|下垂|畸形|反流)"
)
_DRUG_TAIL = (
    "沙坦|他汀|地平|洛尔|普利|格列[汀净]|列净|列汀|鲁肽|双胍|替尼|单抗|沙星|霉素"
    "|西林|头孢[\u4e00-\u9fff]{1,3}|拉唑|西泮|唑仑|韦(?=[\\s\\d片])|尼松|米松"
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
    """氨氯地平5毫克, 波立维75, 甘精胰岛素 睡前10个单位."""
    text = source.text
    for match in _DRUG.finditer(text):
        start, end = match.span()
        known = _KNOWN_DRUG.search(text, start, end)
        if known:
            start = known.start()
        elif lead := _DRUG_START.match(text, start, end - 2):
            start = lead.end()
        if not (
            text[end : end + 2] in ("皮试", "过敏")
            or _TELLS.match(text, end)
            or _ASKS.search(text, max(0, start - 14), start)
        ):
            yield start, end


_HAN = lazy(r"[\u4e00-\u9fff]", re.ASCII)
_LAB = (
    "ALT|AST|GGT|LDH|ALP|BUN|eGFR|HbA1c|LDL(?:-C)?|HDL(?:-C)?|CRP|ESR|WBC|RBC|HGB"
    "|Hb|PLT|INR|FT3|FT4|TSH|LH/FSH|FSH/LH|LH|FSH|E2|PRL|AMH|HCG|hCG|β-?HCG|AFP"
    "|CEA"
    "|CA125|CA199|CA19-9|CA153|PSA|CD4|BMI|SpO2|LVEF|FEV1|PHQ-?9|GAD-?7|SDS|SAS"
    "|HAMD|HAMA|MMSE|MoCA|PSQI|SCL-?90|血锂|血钾|血钠|血钙|血磷|尿蛋白|尿酸|肌酐"
    "|甘油三酯|总胆固醇|胆固醇|低密度"
    "|高密度|转氨酶|谷丙|谷草|血红蛋白|铁蛋白|白细胞|血小板|淋巴细胞|中性粒"
    "|糖化血红蛋白|糖化|空腹血糖|空腹|餐后|血糖|血压|高压|低压|血氧|心率|静息心率"
    "|体温|眼压|骨密度|孕酮|雌二醇|睾酮|皮质醇"
    "|同型半胱氨酸|D-?二聚体|肺活量|视力|体脂率?|腰围|窦性心律|精子活力|精子密度"
)
_READ = (
    r"(?:\d{1,2}点\d{1,2}|[\d.]{1,6}(?:\s?/\s?\d{2,3})?"
    "|[一二三四五六七八九]?[十百][一二三四五六七八九十]{0,3})"
    r"\s?(?:mmHg|mmol/L|μmol/L|umol/L|mEq/L|mIU/L|mIU/ml|ng/m[lL]|pg/ml|g/L|U/L|分"
    "|%|％|kg|℃|度|次/分|bpm)?"
)
_HOSPITAL = (
    "(?:[\u4e00-\u9fff]{0,9}?(?:医院|妇幼(?:保健院)?|卫生院|附[一二三]院"
    "|[一二三]院|第[一二三四五六]人民医院|人民医院|精神卫生中心|卫生服务中心|诊所"
    "|华西|协和|湘雅|北医))"
    "(?:[\u4e00-\u9fff]{2,4}院区)?"
)
_DEPARTMENT = (
    "(?:[\u4e00-\u9fff]{0,6}?(?:急诊(?!室里)|门诊|内科|外科|产科|妇科|儿科|骨科"
    "|眼科|心内科|肿瘤科|精神科|神经科|皮肤科|生殖中心|影像科|检验科|口腔科"
    "|耳鼻喉科|康复科|ICU|病房|住院部))"
)
_GENERIC_PLACE = lazy(
    "(?:去|在|到|的|跑|大|小|家|哪|那|年|昨天|今天|克|妇产|妇科|儿童|眼科|牙科"
    "|口腔|中|肿瘤|精神|这|一|个|附近|公立|私立|三甲|专科|社区|省|市|县|区|当地"
    "|好|别的|其他|不同|宠物|从|又要|离|近|给|了|为|该|如果|没有?|上回|下次|以后"
    "|还是)*(?:医院|诊所|卫生院|急诊|门诊)",
    re.ASCII,
)


def _named_place(match: re.Match[str]) -> bool:
    return _GENERIC_PLACE.fullmatch(match["v"]) is None and not re.search(
        "什么|哪|怎么|公众号|宠物|推荐", match["v"]
    )


def _not_denied(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("v")
    return not _NO.search(text, max(0, start - 10), start) and not _GENERAL.match(text, match.end())


_WHEN = (
    r"(?:\d{1,2}\s?月\s?\d{1,2}\s?[日号]?|\d{1,2}/\d{1,2}|\d{1,2}[号日]|(?:下|这"
    "|本)?(?:周|星期|礼拜)[一二三四五六日天])"
)
_CLOCK = (
    r"(?:\s?(?:上午|下午|早上|中午|晚上|朝早)?\s?(?:\d{1,2}[:点]\d{0,2}半?"
    "|[一二三四五六七八九十两]{1,2}点半?)?)"
)

_DONE = lazy("[做要约排动放在完过了第次]", re.ASCII)

RULES = (
    _condition,
    pattern(
        "zh-diagnosed",
        _HEALTH,
        "(?:诊断(?:书|证明)?(?:上)?(?:结果)?[是为:写多了出有]{0,3}|确诊[是为了]{0,2}"
        "|查出(?:来)?[是有了]{0,2}|查到|检查出(?:来)?|体检(?:出来|查出|报告[说写]?)"
        "|(?:医生|大夫)(?:说是|写|讲|说我是?|说他|说她)"
        r"|(?<![可怀])疑(?:似)?|报告(?:提示|写|说)|提示|病史[:\s是]|说是)\s?(?:得了"
        r"|有点?|了)?(?P<v>(?!没|不|什么|正常)[\u4e00-\u9fffA-Za-z0-9-]{0,12}?"
        rf"{_ILL}{_TAIL})",
        needs=words("诊 查出 查到 检查出 体检 医生 大夫 疑 提示 病史 报告 说是"),
        accept=lambda match: (
            not re.search("[吗么没不]|会不会|是否|小心|注意|建议", match["v"])
            and _not_denied(match)
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
    pattern(
        "zh-lab-reading",
        _HEALTH,
        rf"(?<![A-Za-z])(?P<v>(?:{_LAB})(?:值|指数|得分|评分|那项|A\+B级|大概|还是|已经"
        "|都|是|有|降到|升到|涨到|到了?|掉到|只有|才|最低|最高"
        rf"|[:\s]){{0,3}}{_READ})(?![\d年月])",
        digits=0,
        accept=lambda match: (
            not re.search(
                "正常|标准|参考|低于|高于|超过|以下|以上|控制在|压到|目标",
                match.string[max(0, match.start() - 6) : match.start()]
                + match.string[match.end() : match.end() + 3],
            )
        ),
    ),
    pattern(
        "zh-blood-pressure",
        _HEALTH,
        r"(?<![\d/.])(?<!正常血压)(?P<v>(?:9\d|1[0-9]\d|2[0-2]\d)\s?/\s?(?:[4-9]\d"
        r"|1[0-2]\d))(?![\d/.%]|月|号|以[上下内])",
        digits=4,
        accept=lambda match: (
            re.search(
                "血压|高压|低压|mmHg|量的?|偏[高低]|降压|大夫|医生|药",
                match.string[max(0, match.start() - 60) : match.end() + 60],
            )
            is not None
        ),
    ),
    pattern(
        "zh-height-weight-pair",
        _HEALTH,
        r"(?<!\d)(?P<v>1[3-9]\d\s?(?:cm|CM|厘米"
        r"|公分)?[,/、\s]{1,3}\d{2,3}(?:\.\d)?\s?(?:kg|KG|公斤|斤))",
        needs=("kg", "公斤", "斤"),
        digits=5,
    ),
    pattern(
        "zh-percent-reading",
        _HEALTH,
        r"(?:糖化|血氧|饱和度)[^,。\n]{0,8}?(?P<v>\d{1,2}(?:\.\d)?\s?%)",
        needs=("糖化", "血氧", "饱和度"),
        digits=1,
    ),
    pattern(
        "zh-reproduction",
        _HEALTH,
        "(?P<v>(?:[一二三两第]{1,2}次)?(?:胚胎)?移植(?:"
        r"后第?\s?[\d一二三四五六七八九十]{1,2}天|失败|成功|冻胚|囊胚|鲜胚)|二次移植"
        r"|移植冻胚|宫内早孕(?:\s?\d{1,2}\s?周(?:\s?\+\s?\d)?)?|早孕|有胎心|胎心胎芽"
        "|生化妊娠|自己流[了咗]"
        r"|胎停(?:育)?|宫外孕|孕\s?\d{1,2}\s?周(?:\s?\+\s?\d)?|未婚未育|已婚未育"
        "|已婚已育|未婚已育|(?<=建议直接)试管|试管(?=周期|$)|做试管|人工授精"
        r"|精子活力[A-Za-z+级]{0,5}\s?\d{1,3}%|取卵\s?\d{1,2}\s?[颗枚个]"
        r"|末次月经\s?\d{1,2}[月./]\d{1,2}[日号]?|意外怀孕|怀孕\d{1,2}[周个]|引产|药流"
        "|(?:做过?|刚做)人流|自然流产|稽留流产|多囊卵巢|促排(?:监测|针|失败)?(?=都|没"
        r"|了|监测)|备孕[一二三两半\d]年)",
        needs=words(
            "移植 早孕 胎心 妊娠 自己流 胎停 宫外孕 孕 未育 已育 试管 授精 精子 "
            "取卵 月经 引产 药流 人流 流产 促排"
        ),
        accept=_not_denied,
    ),
    pattern(
        "zh-procedure-named",
        _HEALTH,
        rf"(?P<v>(?:{_SIDE}(?:[\u4e00-\u9fff]{{1,4}}(?:瘤|癌|结节|障|石|突出|肌瘤|囊肿"
        "|息肉))?(?:(?<![的了过做要个])手术(?!室|刀|灯|费|后(?!第)|风险|前)|切除术?"
        "|置换术?)|(?:冠脉|冠状动脉|心脏|输卵管|脑血管|子宫|甲状腺|乳腺|肺|肝|肾|淋巴"
        "|骨髓|腰椎|细针|[俩两三四一]个?|双侧?)?"
        "(?:搭桥|支架|造影|穿刺|活检)|胃肠镜|肠镜|胃镜|宫腔镜|腹腔镜|化疗|放疗|透析"
        "|剖腹产|剖宫产|骨髓移植|肾移植|肝移植|电休克|内固定|打钢[板钉]"
        r"|截了?一?[个只]?[\u4e00-\u9fff]{1,3}[趾肢指]|核磁(?:共振)?|增强CT))",
        needs=words(
            "手术 切除 置换 搭桥 支架 造影 穿刺 活检 镜 化疗 放疗 透析 剖 移植 "
            "电休克 内固定 钢 截 核磁 ct"
        ),
        accept=lambda match: (
            (
                len(match["v"]) > 2
                and match["v"] not in {"的手术", "小手术", "大手术"}
                and not re.match(
                    "的?(?:费用|风险|流程|区别|危害|多少钱|注意事项)|吗|疼",
                    match.string[match.end() :][:6],
                )
                and not _NO.search(match.string, max(0, match.start() - 8), match.start())
            )
            or (
                match["v"] in {"化疗", "放疗", "透析", "肠镜", "胃镜", "穿刺", "支架", "搭桥"}
                and _DONE.search(match.string, max(0, match.start() - 6), match.start()) is not None
            )
        ),
    ),
    pattern(
        "zh-visit",
        _HEALTH,
        "(?:[在搁喺去到]|送[到去]?|转到?|住进?|载去|看[了过]?|挂[了的]?)(?:了"
        f"|过)?(?P<v>{_HOSPITAL}的?(?:{_DEPARTMENT})?(?:"
        r"留观[\d一二两三四五六七八九十]{1,3}天"
        r"|住了?[\d一二两三四五六七八九十]{1,3}[天周]|住院|的?门诊)?)"
        "(?=做(?:了|过|个|检查|手术|的|B超|试管|治疗|穿刺)|看|查|抽|挂|住|复|手术|留"
        r"|生|[,。\s]|的[\u4e00-\u9fff]{1,2}(?:大夫|医生|主任)|医生|大夫|开|确诊|建档)",
        needs=("医院", "妇幼", "院", "卫生中心", "诊所", "华西", "协和", "湘雅", "北医"),
        accept=_named_place,
    ),
    pattern(
        "zh-visit-department",
        _HEALTH,
        rf"(?P<v>{_WHEN}{_CLOCK}[,\s]{{0,2}}(?:在|去"
        f"|的)?(?:{_HOSPITAL})?(?:{_DEPARTMENT}|生殖中心|(?:{CLINICS})"
        r"|[\u4e00-\u9fff]{0,4}(?:复查|复诊|产检|造影|穿刺|胃镜|肠镜|手术|取卵|抽血"
        r"|换药|拆线))(?:[\u4e00-\u9fff]{0,4}(?:室|号|医生的号|主任的号))?)",
        needs=words(
            "科 门诊 急诊 生殖中心 复查 复诊 产检 造影 穿刺 胃镜 肠镜 手术 取卵 抽血 换药 拆线"
        ),
    ),
    pattern(
        "zh-record-number",
        _HEALTH,
        "(?:就诊卡|病历|病案|住院|门诊|标本|检验|检查|挂号|建档|报告|病理|影像|处方"
        "|就诊|诊疗卡|床位?)(?:卡)?(?:号码?|编号|码|单号"
        r"|\()[:是为\s]{0,3}(?P<v>[A-Za-z]{0,4}\d?[A-Z0-9]*-?\d[A-Z0-9-]{3,18})",
        needs=words(
            "就诊 病历 病案 住院 门诊 标本 检验 检查 挂号 建档 报告 病理 影像 处方 诊疗卡 床"
        ),
        digits=4,
    ),
    pattern(
        "zh-result",
        _HEALTH,
        f"(?P<v>(?:{PROCEDURES}|病理|活检|检查|CT|化验|复查)?(?:的)?结果(?:是"
        r"|为)?(?:良性|恶性|阳性|阴性|异常|复发)|[\u4e00-\u9fff]{0,4}(?:心理评估"
        "|精神鉴定|伤残鉴定|伤情鉴定|病理|体检|诊断)(?:报告|证明))",
        needs=("结果", "报告", "鉴定", "证明"),
        accept=lambda match: (
            (
                "结果" in match["v"]
                and not re.match("怎么|率|的话|吗", match.string[match.end() :])
                and not _NO.search(match.string, max(0, match.start() - 10), match.start())
            )
            or "评估" in match["v"]
            or "鉴定" in match["v"]
        ),
    ),
    pattern(
        "zh-counselling",
        _HEALTH,
        r"(?P<v>(?:(?![我他她在去])[\u4e00-\u9fff]){0,6}(?:心理中心|心理咨询室?|咨询室"
        r"|心理门诊)(?:做|聊|看)了?[\d一二两三四五六七八九十几]{1,3}次(?:的?(?:咨询"
        r"|治疗))?|住院[\d一二两三四五六七八九十]{1,3}天)",
        needs=("心理", "咨询室", "住院"),
    ),
)
