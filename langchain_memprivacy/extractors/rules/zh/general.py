"""What is said of nobody in particular: exercises, examples, public persons, common knowledge.

A figure or a name in such a sentence is no private value, whichever rule finds it. So what
the rules of this language find is looked at once more: a sentence that says that it is an
example (假设, 比如, 应用题) or holds for everybody (一般, 指南, 检出率) and that speaks of
no one present (我, 您) gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Range, Rule
from ..source import Source

_REACH = 90
"""Characters of a sentence that are read before and behind a value."""
_EDGE = re.compile(r"[。!?\n;]")
_PRESENT = lazy("[我俺咱您佢]|你(?:的|家|妈|爸|说|给|提|女|儿|老)")

_EXERCISE = lazy(
    "应用题|数学题|计算题|[房车]贷题|题看不懂|某(?:企业|公司|上市公司|人|银行|商场|工厂|店|市)|虚构|是编的"
    "|例句|语法[:题]|造句|举个?例|书上的例子|测试数据|占位"
)
_TALK = lazy(
    "成年?人|指南|标准(?!化)|诊断线|可诊断|才?考虑诊断|检出率|正常(?:值|范围)|科普|叫啥|口诀|常用的"
    "|说法|全国|国内|每人不超过|独生子女|附加扣除|最高每|起征|人均|平均|公开(?:数据|资料|信息)"
    "|年报|披露|新闻说|口径|高值|通常指|就符合|会传染|传染吗|一起吃|人群|规定|亏不亏"
)
_SAY = lazy(
    "一般(?!户|医)|通常|多数|假设|比如|例如|举例|如果|要是|样板|[不才]算[高低]|按[^,。]{1,6}倍"
)
_KNOWN = lazy(
    "演员|角色|电影|主演|导演|原型|族长|水浒|红楼|三国|西游|论语|白鹿原|[东西]汉|[(唐宋明清汉][)代朝]"
    "|品牌|歌手|这首歌|签售|作家|诗人|奥运|世锦赛|世界冠军|滑雪|球队|赛季|总冠军|复出|词牌"
    "|语文书|课文|语文里|历史上|名将|皇帝|》里|》的|《|真名"
)
_SUM_UP = lazy("[×÷ⁿ−]")

_FIGURES = frozenset(
    {
        PrivacyType.ASSETS_INCOME,
        PrivacyType.TRANSACTION_RECORD,
        PrivacyType.MEDICAL_HEALTH,
        PrivacyType.BUSINESS_SECRET,
    }
)


def _is_general(source: Source, kind: PrivacyType, start: int, end: int, example: int) -> bool:
    text = source.text
    left = max(0, start - _REACH)
    for edge in _EDGE.finditer(text, left, start):
        left = edge.end()
    stop = _EDGE.search(text, end, end + _REACH)
    right = stop.start() if stop else min(len(text), end + _REACH)
    if _PRESENT.search(text, left, right):
        return False
    if kind is PrivacyType.RELATIONSHIP_INFO:
        told = _KNOWN.search(text, left, right) is not None
    else:
        told = _TALK.search(text, left, right) is not None
        if kind is not PrivacyType.MEDICAL_HEALTH:
            told = told or _SAY.search(text, left, right) is not None
        if source.role == "assistant" and kind is PrivacyType.ASSETS_INCOME:
            told = told or _SUM_UP.search(text, left, right) is not None
    return told or example < right


def of_somebody(rule: Rule) -> Rule:
    """Make a rule leave out what is said of nobody in particular."""
    kind = rule.type
    if kind not in _FIGURES and kind is not PrivacyType.RELATIONSHIP_INFO:
        return rule

    def find(source: Source) -> Iterator[Range]:
        example = -1
        for start, end in rule.find(source):
            if example < 0:
                exercise = _EXERCISE.search(source.text)
                example = exercise.start() if exercise else len(source.text)
            if not _is_general(source, kind, start, end, example):
                yield start, end

    return replace(rule, find=find)
