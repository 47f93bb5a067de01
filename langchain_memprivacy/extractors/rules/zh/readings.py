"""Readings, procedures, visits and records in Chinese, without words that announce them."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy, words
from ..rule import pattern
from .ailments import CLINICS, PROCEDURES
from .clinic import NO, SIDE, not_denied

_HEALTH = PrivacyType.MEDICAL_HEALTH

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
    pattern(
        "zh-lab-reading",
        _HEALTH,
        prose=True,
        regex=rf"(?<![A-Za-z])(?P<v>(?:{_LAB})(?:值|指数|得分|评分|那项|A\+B级|大概|还是|已经"
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
        accept=not_denied,
    ),
    pattern(
        "zh-procedure-named",
        _HEALTH,
        rf"(?P<v>(?:{SIDE}(?:[\u4e00-\u9fff]{{1,4}}(?:瘤|癌|结节|障|石|突出|肌瘤|囊肿"
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
                and not NO.search(match.string, max(0, match.start() - 8), match.start())
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
        f"|过)?(?P<v>(?!年|好多|很多|几家|哪|各|大)"
        f"{_HOSPITAL}的?(?:{_DEPARTMENT})?(?:"
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
                and not NO.search(match.string, max(0, match.start() - 10), match.start())
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
