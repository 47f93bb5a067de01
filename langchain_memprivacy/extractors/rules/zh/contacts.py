"""Telephone numbers in Han digits; those in other digits are `contact`'s."""

from __future__ import annotations

from ....taxonomy import PrivacyType
from ..rule import pattern

_DIGIT = "[一二三四五六七八九零〇幺两]"

RULES = (
    pattern(
        "zh-mobile-in-words",
        PrivacyType.PHONE_NUMBER,
        r"(?:手机|手機|电话|電話|号码|微信|联系|打给?我?)(?:号码?|同号|方式|是|为|:|我|的|,|\s){0,4}"
        rf"(?P<v>[一幺][\s-]?[三四五六七八九](?:[\s-]?{_DIGIT}){{9,10}})(?!{_DIGIT}|[\s-]?[十百千万])",
        needs=("手机", "手機", "电话", "電話", "号码", "微信", "联系", "打"),
    ),
)
