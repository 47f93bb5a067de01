"""Measured values of the body, with the name of what was measured.

The name belongs to the value (血压150/95, 体重82公斤): the number alone would be a short
number that occurs anywhere.
"""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import pattern

_HEALTH = PrivacyType.MEDICAL_HEALTH

_NAMES = (
    "血压|血壓|收缩压|舒张压|高压|低压|空腹血糖|餐后两?小?时?血糖|餐后2小时血糖|随机血糖|血糖"
    "|血糖值|糖化血红蛋白|糖化|发烧|高烧|低烧|血氧饱和度|血氧|静息心率|心率|体温|體溫|尿酸"
    "|甘油三酯|总胆固醇|胆固醇|低密度脂蛋白|低密度|高密度脂蛋白"
    "|谷丙转氨酶|谷草转氨酶|转氨酶|肌酐|尿蛋白|血红蛋白|白细胞|血小板|促甲状腺激素|TSH|AMH|HCG"
    "|hCG|孕酮|雌二醇|PSA|CEA|CD4|病毒载量|BMI|体脂率?|眼压|视力|身高|體重|体重|腰围|臀围|胸围"
    "|铁蛋白|骨密度|肺活量|INR|GPT|T值|PHQ-?9|GAD-?7|SDS|SAS|MMSE"
)
_GAP = (
    "(?:是|为|:|大概|大约|约|已经|到了?|有|测了?|量了?|查了|查出|在|达到?|高达|只有|才|最高|一直|都"
    "|今天|昨天|早上|晚上|今早|刚|了|又|现在|目前|值|得分|评分|分数|降到了?|升到了?|涨到了?"
    r"|掉到了?|烧到了?|我|的|\s){0,4}"
)
_NUMBER = (
    r"(?:\d{1,4}(?:\.\d{1,2})?(?:\s?/\s?\d{2,3})?|一米[五六七八九][一二三四五六七八九零]?"
    r"|1米\d{1,2})"
)
_UNIT = (
    r"(?:\s?(?:mmHg|mmhg|毫米汞柱|mmol/L|mmol/l|μmol/L|umol/L|mol|ng/ml|g/L|IU/L|U/L|公斤"
    r"|千克|kg|KG|Kg|斤|厘米|公分|cm|CM|米\d{0,2}|m|℃|°C|度\d?|%|次/分|次每分钟?|bpm|分))?"
)
_NORM = lazy(
    "(?:正常|标准|参考|理想|平均|要求|限制|健康|男生|男友|女生|择偶|找个?|喜欢|超过|低于|高于)"
    "(?:人|的|成人|值|对象)?[^,。;]{0,3}$",
    re.ASCII,
)
_BOUND = lazy(
    r"\s?(?:以上|以下|以内|左右(?:的|算)|[-~到至]\s?\d|才算|就算|为正常|属于?正常|是正常|的(?:男|女|人))",
    re.ASCII,
)
_FIRST = lazy(r"\d+(?:\.\d+)?", re.ASCII)


def _is_reading(match: re.Match[str]) -> bool:
    """Keep what was measured on somebody; leave norms, limits and ranges alone."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    following = match.string[match.end() : match.end() + 5]
    if _NORM.search(before) or _BOUND.match(following):
        return False
    name, value = match["name"], match["v"]
    if "米" in value or "/" in value:
        return True
    digits = _FIRST.search(value[len(name) :])
    number = float(digits[0]) if digits else 0.0
    if name in {"高压", "低压"}:  # also of power lines, pumps and pots
        technical = re.search(r"[电线锅泵气水]", before[-2:] + following[:1])
        return 40 <= number <= 260 and not technical and not re.match(r"[vV伏kK]", following)
    least = {"血压": 60, "血壓": 60, "身高": 50, "体重": 20, "體重": 20, "腰围": 20}.get(name, 0)
    return number >= least or "m" in value.lower()


RULES = (
    pattern(
        "zh-body-measure",
        _HEALTH,
        prose=True,
        regex=rf"(?P<v>(?P<name>{_NAMES}){_GAP}(?<![\d.]){_NUMBER}(?![\d.]){_UNIT})(?!年|月|日|个"
        "|种|次(?!/)|岁|倍|元|块|天|点)",
        needs=("血", "压", "烧", "糖化", "心率", "体温", "體溫", "尿", "胆固醇", "脂", "酶",
               "肌酐", "白细胞", "激素", "tsh", "amh", "hcg", "孕酮", "雌二醇", "psa", "cea",
               "cd4", "病毒载量", "bmi", "视力", "身高", "体重", "體重", "围", "铁蛋白", "密度",
               "肺活量", "inr", "gpt", "t值", "phq", "gad", "sds", "sas", "mmse"),
        digits=1,
        accept=_is_reading,
    ),
    pattern(
        "zh-height-and-weight",
        _HEALTH,
        r"(?<!\d)(?P<v>1[3-9]\d\s?(?:cm|CM|厘米|公分)[,/、\s]{1,2}(?:体重)?\s?\d{2,3}"
        r"(?:\.\d)?\s?(?:kg|KG|公斤|斤)|(?:身高体重|身高/体重)\s?(?:是"
        r"|:)?\s?1[3-9]\d\s?[/,、]\s?\d{2,3})(?![\d])",
        needs=("cm", "厘米", "公分", "身高"),
        digits=5,
    ),
)  # fmt: skip
