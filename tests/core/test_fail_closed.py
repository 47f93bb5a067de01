"""A detector that fails stops the text; nothing is minted, and no error shows a value."""

from __future__ import annotations

import asyncio
import traceback

import pytest
from harness import Table

from langchain_memprivacy.engine import PrivacyEngine
from langchain_memprivacy.errors import ExtractorError, MemPrivacyError, ScopeError
from langchain_memprivacy.extractors.combine import UnionExtractor
from langchain_memprivacy.spans import PrivacySpan
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.memory import MemoryVault

CANARY = "canary-7fb2-value"
TEXT = f"my password is {CANARY}, do not tell"
START = TEXT.index(CANARY)
RIGHT = PrivacySpan(START, START + len(CANARY), CANARY, "PASSWORD", 4)
SIZE = len(CANARY)


class Answers:
    """Answers whatever it is told to, or raises it."""

    def __init__(self, answer):
        self.answer = answer

    def extract(self, text, *, role="user", real_name=None):
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer() if callable(self.answer) else self.answer


def _dies():
    yield RIGHT
    try:
        {}[CANARY]
    except KeyError as error:
        msg = f"model said {CANARY}"
        raise RuntimeError(msg) from error


class Duck:
    """Looks like a span."""

    start, end, text, type, level = START, START + SIZE, CANARY, "PASSWORD", 4


WRONG = {
    "raises": RuntimeError(f"failed on {CANARY}"),
    "raises ValueError": ValueError(TEXT),
    "raises its own": ExtractorError(f"bad text: {CANARY}"),
    "runs out of stack": RecursionError(CANARY),
    "times out": TimeoutError(CANARY),
    "dies half way": _dies,
    "out of range": [RIGHT, PrivacySpan(900, 900 + SIZE, CANARY, "PASSWORD", 4)],
    "partly out of range": [
        PrivacySpan(len(TEXT) - 2, len(TEXT) - 2 + SIZE, CANARY, "PASSWORD", 4)
    ],
    "byte offsets": [PrivacySpan(START + 1, START + 1 + SIZE, CANARY, "PASSWORD", 4)],
    "other text": [PrivacySpan(START, START + SIZE, CANARY.upper(), "PASSWORD", 4)],
    "one wrong of two": [RIGHT, PrivacySpan(0, SIZE, CANARY, "PASSWORD", 4)],
    "None": None,
    "a number": 7,
    "a text": TEXT,
    "texts": [CANARY],
    "tuples": [(START, START + SIZE, CANARY, "PASSWORD", 4)],
    "dicts": [{"start": START, "end": START + SIZE, "text": CANARY}],
    "a dict": {CANARY: "PASSWORD"},
    "a duck": [Duck()],
    "None in a list": [RIGHT, None],
    "a class": [PrivacySpan],
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("call", ["desensitize", "extract", "adesensitize", "in a union"])
def test_a_wrong_answer_stops_the_text(name, call):
    """One line, no value in the error, its causes or its traceback; nothing in the vault."""
    vault = MemoryVault()
    extractor = Answers(WRONG[name])
    if call == "in a union":
        extractor = UnionExtractor([FixedExtractor({CANARY: ("PASSWORD", 4)}), extractor])
    engine = PrivacyEngine(extractor, vault)
    ways = {
        "adesensitize": lambda text: asyncio.run(engine.adesensitize(text)),
        "extract": engine.extract,
    }
    with pytest.raises(ExtractorError) as caught:
        ways.get(call, engine.desensitize)(TEXT)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "\n" not in str(error)
    assert CANARY not in "".join(traceback.format_exception(error))
    assert CANARY not in repr(error)
    assert CANARY not in repr(error.__dict__)
    changes = vault.changes("local")
    assert (list(changes.entries), dict(changes.issued)) == ([], {})


def test_it_works_again_when_the_detector_does():
    """A failure is not remembered."""
    extractor = Answers(RuntimeError("down"))
    engine = PrivacyEngine(extractor, MemoryVault())
    with pytest.raises(ExtractorError):
        engine.desensitize(TEXT)
    extractor.answer = [RIGHT]
    assert engine.desensitize(TEXT) == "my password is <PASSWORD_1>, do not tell"


@pytest.mark.parametrize(("start", "end"), [(-1, 16), (0, 0), (5, 4), (0, SIZE + 1), (0, SIZE - 1)])
def test_a_span_checks_itself(start, end):
    """Offsets that do not fit the text are refused, and the refusal shows no text."""
    with pytest.raises(ValueError, match="a span") as caught:
        PrivacySpan(start, end, CANARY, "EMAIL", 2)
    assert CANARY not in str(caught.value)


def test_union_fails_with_any_of_its_parts():
    """The answer of the others is not taken for the whole."""
    good = Table({TEXT: [RIGHT]})
    for parts in ([good, Answers(ValueError(CANARY))], [Answers(ValueError(CANARY)), good]):
        with pytest.raises(ExtractorError):
            PrivacyEngine(UnionExtractor(parts), MemoryVault()).desensitize(TEXT)
    with pytest.raises(ValueError, match="at least one"):
        UnionExtractor([])


def test_errors_are_one_tree():
    """Whoever catches the base class catches all."""
    assert issubclass(ExtractorError, MemPrivacyError)
    assert issubclass(ScopeError, (MemPrivacyError, ValueError))
