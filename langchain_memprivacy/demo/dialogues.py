"""The scripted dialogues: what their files hold, and how they are read.

A file is one JSON object:

    language   "en" or "zh"
    title      what it is about
    sessions   a list of
      title    when it takes place
      turns    a list of
        user     what the user types
        answer   what the stand-in answers, with slots (see `answers`)
        private  a list of [type tag, value]: every private value in `user`, verbatim
        stays    a list of parts of `user` that must leave the device unchanged

Persons, numbers and secrets are made up: phone numbers are reserved for fiction or
service numbers; the card and the identity number have valid check digits, and the latter
a serial that is not issued.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from ..taxonomy import PrivacyType
from .answers import check

LANGUAGES = ("en", "zh")
"""Languages that a dialogue ships in."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing the user says, and the script of its answer.

    Attributes:
        user: What the user types.
        answer: The stand-in's answer, with slots.
        private: Type and value of everything private in `user`.
        stays: Parts of `user` that must stay readable.
    """

    user: str = field(repr=False)
    answer: str
    private: tuple[tuple[PrivacyType, str], ...] = field(repr=False)
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Turns that share one conversation."""

    title: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Sessions that share nothing but what the cloud remembers."""

    language: str
    title: str
    sessions: tuple[Session, ...]


def load(language: str) -> Dialogue:
    """Load the dialogue that ships in a language.

    Raises:
        ValueError: None ships in that language.
    """
    if language not in LANGUAGES:
        msg = f"no dialogue in language {language!r}: use {' or '.join(LANGUAGES)}"
        raise ValueError(msg)
    text = (resources.files(__package__) / f"{language}.json").read_text("utf-8")
    return parse(json.loads(text))


def parse(data: Any) -> Dialogue:
    """Check the content of a dialogue file and make it a `Dialogue`.

    Raises:
        ValueError: A part is missing, unknown, of the wrong kind or contradicts another.
    """
    language, title, sessions = _take(data, "dialogue", language=str, title=str, sessions=list)
    if language not in LANGUAGES:
        msg = f"dialogue: language must be {' or '.join(LANGUAGES)}"
        raise ValueError(msg)
    return Dialogue(
        language,
        title,
        tuple(_session(row, f"session {n}") for n, row in enumerate(sessions, 1)),
    )


def _session(data: Any, where: str) -> Session:
    title, turns = _take(data, where, title=str, turns=list)
    return Session(title, tuple(_turn(row, f"{where}, turn {n}") for n, row in enumerate(turns, 1)))


def _turn(data: Any, where: str) -> Turn:
    user, answer, private, stays = _take(
        data, where, user=str, answer=str, private=list, stays=list
    )
    try:
        check(answer)
        turn = Turn(user, answer, tuple((PrivacyType(t), v) for t, v in private), tuple(stays))
    except (TypeError, ValueError) as error:
        msg = f"{where}: {error}"
        raise ValueError(msg) from None
    values = [value for _, value in turn.private]
    if not all(isinstance(part, str) and part in user for part in (*values, *stays)):
        msg = f"{where}: what is listed as private or staying does not stand in the user's text"
        raise ValueError(msg)
    if any(value in part or part in value for value in values for part in stays):
        msg = f"{where}: a part is listed both as private and as staying"
        raise ValueError(msg)
    return turn


def _take(data: Any, where: str, **fields: type) -> list[Any]:
    if not isinstance(data, dict) or data.keys() != fields.keys():
        msg = f"{where}: an object with exactly {', '.join(fields)} is expected"
        raise ValueError(msg)
    for name, kind in fields.items():
        if not isinstance(data[name], kind) or (not data[name] and name != "private"):
            msg = f"{where}: {name} must be a {kind.__name__} and not empty"
            raise ValueError(msg)
    return [data[name] for name in fields]
