"""A memory's plain tools: cut a message into sentences, and find the nearest one.

Words are compared in English, pairs of characters in Chinese. A placeholder counts
with the names of its type, so `<PHONE_NUMBER_1>` answers to "phone" and to "电话".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ..placeholders import CANONICAL
from ..taxonomy import PrivacyType

NEAR_ENOUGH = 0.3
"""Least share of a question's words that a sentence must have to count as an answer."""

_END = re.compile(r"(?<=[.!?])(?<!\b[MD]r\.)(?<!\bMrs\.)(?<!\bMs\.)\s+|(?<=[。！？])|\n+")
_LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_STOP_WORDS = (
    "a about again am an and are as at be been but by can could did do does for from get got "
    "had has have he her here him his how i i'd i'll i'm i've if in is it it's its know let "
    "like may me might mine much my myself of on or our please remember remind said say shall "
    "she should so some tell than that that's the their them then there they this to told too "
    "up us was we were what what's when when's where where's which who who's why will with "
    "would you your"
)
_STOP = frozenset(_STOP_WORDS.split())
_STOP_CHINESE = re.compile(
    "什么|多少|怎么|哪里|哪儿|哪个|几点|几号|请问|告诉|提醒|记得|知道|可以|一下|的|了|吗|呢|吧|啊|是|我|你|您|"
    "他|她|它|们|在|有|和|与|也|都|就|还|把|被|为|给|请|要|到|这|那"
)
_QUESTION = re.compile(
    r"[?？]\s*$"
    r"|^(?:what|when|where|who|which|how|why|do|does|did|can|could|is|are|am|was|will|would|"
    r"tell me|remind me)\b"
    r"|^(?:请问|告诉我|提醒我|你?还?记得)"
    r"|(?:吗|呢|什么|多少|哪[里儿个些天]|几[点号时]|谁)[^，,]{0,3}$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Cut a message into its sentences."""
    return [part for piece in _END.split(text) if (part := piece.strip())]


def is_question(sentence: str) -> bool:
    """Tell whether a sentence asks rather than states."""
    return _QUESTION.search(sentence) is not None


def nearest(words: str, memory: Iterable[str]) -> str | None:
    """Find the statement that shares most with some words; the newest of equals.

    Returns:
        The remembered sentence, or None where none is near enough.
    """
    asked = _weights(words)
    whole = sum(asked.values())
    best, best_score = None, NEAR_ENOUGH
    for sentence in memory:
        if is_question(sentence):
            continue
        told = _weights(sentence)
        shared = sum(weight * told.get(token, 0) for token, weight in asked.items())
        if whole and shared / whole >= best_score:
            best, best_score = sentence, shared / whole
    return best


def _weights(text: str) -> dict[str, float]:
    """Weigh a text's tokens: what was said in full, what only a type's name says by half."""
    named = " ".join(_names(tag) for tag in CANONICAL.findall(text))
    weights = dict.fromkeys(_tokens(named), 0.5)
    weights.update(dict.fromkeys(_tokens(CANONICAL.sub(" ", text)), 1.0))
    return {
        token: weight / 2 if len(token) == 1 and _CHINESE.match(token) else weight
        for token, weight in weights.items()
    }


def _tokens(text: str) -> set[str]:
    folded = re.sub(r"(?<=\w)-(?=\w)", "", text.casefold().replace("’", "'"))
    tokens = {_stem(word) for word in _LATIN.findall(folded) if word not in _STOP}
    for run in _CHINESE.findall(_STOP_CHINESE.sub(" ", folded)):
        tokens.update(run)
        tokens.update(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word


@cache
def _names(tag: str) -> str:
    plain = tag.replace("_", " ")
    if tag not in PrivacyType.__members__:
        return plain
    return " ".join((plain, *PrivacyType(tag).aliases))
