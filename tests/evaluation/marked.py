"""Users written with their marks in the text: `my pin is [[4417|PASSWORD.pin]]`."""

from __future__ import annotations

import re

from langchain_memprivacy.evaluation.datasets import Annotation, Message, Question, User
from langchain_memprivacy.taxonomy import PrivacyType

_MARK = re.compile(r"\[\[(.*?)\|([A-Z_]+)\.([a-z]+)\]\]", re.DOTALL)


def message(number: int, text: str) -> Message:
    """A message of a user; marks become annotations."""
    parts, marks, done = [], [], 0
    for match in _MARK.finditer(text):
        parts.append(text[done : match.start()])
        start = len("".join(parts))
        parts.append(match[1])
        level = PrivacyType(match[2]).level
        marks.append(Annotation(start, start + len(match[1]), match[1], match[2], level, match[3]))
        done = match.end()
    content = "".join([*parts, text[done:]])
    return Message(f"s1m{number:02}", 1, "2026-01-05", "tech", "user", content, tuple(marks))


def user(name: str, *texts: str, language="en", country="US", split="train", real_name=None, questions=()) -> User:  # fmt: skip
    """A user of one session."""
    messages = tuple(message(at, text) for at, text in enumerate(texts, 1))
    return User(name, language, country, real_name, f"{real_name or name}, of a test", split, messages, tuple(questions))  # fmt: skip


def question(number: int, asked: str, answer: str, *evidence: str, private: bool = True) -> Question:  # fmt: skip
    return Question(f"q{number:02}", "basic", private, asked, answer, evidence)
