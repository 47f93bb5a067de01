"""Answer templates: text with slots that are filled from what was received.

    {PHONE_NUMBER}        the first phone number placeholder received
    {PHONE_NUMBER:-1}     the newest one; the number counts as a Python index does
    {recall:cup of tea}   the remembered sentence nearest to these words

A slot that cannot be filled becomes a remark in brackets that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..placeholders import CANONICAL
from ..taxonomy import PrivacyType

_SLOT = re.compile(r"\{(?:([A-Z][A-Z0-9_]*)(?::(-?\d+))?|recall:([^{}]+))\}")
_CHINESE = re.compile("[\u4e00-\u9fff]")

_GAPS = {
    "en": ("(no {} placeholder received)", "(no other {} placeholder received)"),
    "zh": ("（没有收到{}的占位符）", "（没有收到别的{}的占位符）"),
}
_NO_MEMORY = {"en": "(nothing received about: {})", "zh": "（没有收到过相关内容：{}）"}


def type_name(tag: str, language: str) -> str:
    """Name a type in a sentence: `phone number`, `手机号`."""
    if tag not in PrivacyType.__members__:
        return tag.replace("_", " ").lower()
    type_ = PrivacyType(tag)
    if language == "zh":
        return next(alias for alias in type_.aliases if _CHINESE.search(alias))
    return type_.label.lower()


def language_of(text: str) -> str:
    """Tell which of the two languages a text is in; placeholders and slots do not count."""
    plain = _SLOT.sub(" ", CANONICAL.sub(" ", text))
    chinese, latin = len(_CHINESE.findall(plain)), len(re.findall(r"[A-Za-z]+", plain))
    return "zh" if chinese > latin else "en"


def check(template: str) -> None:
    """Raise `ValueError` where a template holds a brace that is no slot, or an unknown type."""
    if re.search(r"[{}]", _SLOT.sub("", template)):
        msg = "an answer holds a brace that opens or closes no slot"
        raise ValueError(msg)
    for tag, _, _ in _SLOT.findall(template):
        if tag and tag not in PrivacyType.__members__:
            msg = f"an answer has a slot of the unknown type {tag}"
            raise ValueError(msg)


def fill(
    template: str,
    *,
    received: Sequence[str],
    recall: Callable[[str], str | None],
    language: str,
) -> str:
    """Fill every slot of a template.

    Args:
        template: Text with slots.
        received: Every placeholder received so far, each once, oldest first.
        recall: Finds the remembered sentence nearest to some words.
        language: `"en"` or `"zh"`, for the remark in place of what is missing.
    """

    def value(slot: re.Match[str]) -> str:
        tag, index, words = slot.groups()
        if words:
            return recall(words) or _NO_MEMORY[language].format(words)
        known = [item for item in received if item.rpartition("_")[0] == f"<{tag}"]
        try:
            return known[int(index or 0)]
        except IndexError:
            return _GAPS[language][bool(known)].format(type_name(tag, language))

    return _SLOT.sub(value, template)
