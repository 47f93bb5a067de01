"""What was found on a body and where it is treated, by form; money between relatives."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..rule import pattern
from .clinic import NO
from .ledger import SUM
from .relations import KIN

_HEALTH = PrivacyType.MEDICAL_HEALTH
_PART = (
    "(?:膝|踝|肩|腕|肘|腰|颈|胸椎|髋|肋"
    "|锁骨|股骨|胫骨|腓骨|桡骨|尺骨|跟骨|跟腱|半月板|韧带|椎间盘|尾骨|手指|脚趾|掌骨)"
)
_HURT = "(?:突出|膨出|骨折|骨裂|损伤|撕裂|断裂|错位|脱位|滑脱|积液|劳损|退变|狭窄|变直)"
_WARD = (
    "(?:骨|心|内|外|妇|产|儿|眼|耳鼻喉|口腔|泌尿|肿瘤|精神|神经|消化|呼吸|皮肤|烧伤|血液|肾|肝胆|风湿|康复|急诊|生殖|乳腺"
    "|甲乳|疼痛|睡眠|心理|内分泌|感染)"
)


def _of_somebody(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("v")
    return not NO.search(text, max(0, start - 12), start) and not re.match(
        "的?(?:症状|原因|患者|怎么|预防|是什么|术后一般)", text[match.end("v") :]
    )


RULES = (
    pattern(
        "zh-injury",
        _HEALTH,
        rf"(?P<v>[左右双]?(?:第?[一二三四五\d/-]{{1,4}})?(?:侧)?{_PART}(?:[\u4e00-\u9fff]{{0,4}}?[\d一二三四五/-]{{0,4}}[度级处节]?){_HURT}"
        r"|伤残[一二三四五六七八九十]级|[一二三四五六七八九十]级伤残)",
        needs=(
            "突出",
            "膨出",
            "骨折",
            "骨裂",
            "损伤",
            "裂",
            "位",
            "滑脱",
            "积液",
            "劳损",
            "退变",
            "狭窄",
            "变直",
            "伤残",
        ),
        accept=_of_somebody,
    ),
    pattern(
        "zh-ward",
        _HEALTH,
        r"(?P<v>(?:(?![我你他她在到去住转从上院是的让约了])[\u4e00-\u9fff]){1,7}(?:医院|附院|[一二三四五]院|[一二三]附院?|附[一二三]院?|总院)"
        rf"[\u4e00-\u9fff]{{0,4}}?{_WARD}(?:[\u4e00-\u9fff]{{0,2}})(?:科|门诊|病房)"
        r"(?:\s?[\dA-Z]{1,4}[栋楼层病区床号室]{1,2}){0,3})",
        needs=("科", "门诊", "病房"),
        accept=_of_somebody,
    ),
    pattern(
        "zh-money-between",
        PrivacyType.TRANSACTION_RECORD,
        rf"(?P<v>给了?[我他她俺]?{KIN}(?:打|转|汇|还)(?:过|了|去)?\s?{SUM})(?![\d%年月岁])",
        needs=("打", "转", "汇", "还"),
        accept=lambda match: re.search(r"\d{3}|[万千百]", match["v"]) is not None,
    ),
)
