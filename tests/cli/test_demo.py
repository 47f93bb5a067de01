"""`demo`: everything private is protected, every slot is filled, and it is plain when piped."""

from __future__ import annotations

import re

import pytest

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.demo.cloud import StandInCloud
from langchain_memprivacy.demo.dialogues import LANGUAGES, load

CASES = [
    pytest.param(language, s, t, id=f"{language}-{s + 1}-{t + 1}")
    for language in LANGUAGES
    for s, session in enumerate(load(language).sessions)
    for t in range(len(session.turns))
]


@pytest.fixture(scope="module")
def played():
    """Play both dialogues as the command does: turn, what left, what came back, what is seen."""
    log = {}
    for language in LANGUAGES:
        vault, cloud = MemoryVault(), StandInCloud()
        for s, session in enumerate(load(language).sessions):
            cloud.new_session()
            privacy = MemPrivacy(vault=vault, scope=language)
            for t, turn in enumerate(session.turns):
                left = privacy.desensitize(turn.user)
                restorer = privacy.restorer()
                answer = "".join(cloud.reply(left, turn.answer))
                seen = restorer.feed(answer) + restorer.flush()
                log[language, s, t] = (turn, left, answer, seen)
    return log


@pytest.mark.parametrize(("language", "session", "number"), CASES)
class TestTurns:
    def test_nothing_private_leaves(self, played, language, session, number):
        """Every listed value of the dialogue is absent from what the stand-in receives."""
        _, left, answer, _ = played[language, session, number]
        values = [
            v
            for (one, _, _), (turn, *_) in played.items()
            if one == language
            for _, v in turn.private
        ]
        assert [value for value in values if value in left + answer] == []

    def test_each_value_leaves_as_its_own_type(self, played, language, session, number):
        """What stands for a value says what kind of value it is."""
        turn, left, _, _ = played[language, session, number]
        assert [type_ for type_, _ in turn.private if f"<{type_}_" not in left] == []

    def test_what_matters_to_the_answer_stays(self, played, language, session, number):
        """Tastes, tasks and tone are not touched."""
        turn, left, _, _ = played[language, session, number]
        assert [part for part in turn.stays if part not in left] == []

    def test_every_slot_is_filled_and_restored(self, played, language, session, number):
        """The answer holds no remark about a missing placeholder, and the user sees values."""
        _, _, answer, seen = played[language, session, number]
        assert "received" not in answer
        assert "没有收到" not in answer
        assert not re.search(r"<[A-Z_]+_\d+>", seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_counts_nothing_lost(run, language):
    """The last line says 0, and the four columns are there."""
    values = {v for s in load(language).sessions for t in s.turns for _, v in t.private}
    done = run("demo", "--language", language)
    assert (done.code, done.err) == (0, "")
    assert (
        f"0 of {len(values)} private values reached the cloud in 12 messages."
        in done.out.splitlines()[-1]
    )
    assert all(
        head in done.out
        for head in ("you type", "what leaves the device", "the cloud answers", "you see")
    )


def test_both_languages_by_default(run, home):
    """Both dialogues are played, and nothing is left on the device."""
    out = run("demo").out
    assert load("en").title in out
    assert load("zh").title in out
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("columns", ["20", "60", "99", "100", "160", "400"])
def test_any_width(run, monkeypatch, columns):
    """Narrow terminals stack the columns, wide ones show a table; nothing is cut away."""
    monkeypatch.setenv("COLUMNS", columns)
    done = run("demo", "--language", "en")
    assert done.code == 0
    assert "…" not in done.out
    if int(columns) >= 60:
        stacked = int(columns) < 100
        assert done.out.count("what leaves the device") == (12 if stacked else 2)


@pytest.mark.parametrize("columns", ["80", "160"])
def test_plain_when_piped(run, monkeypatch, columns):
    """Into a file or a pipe no colour goes."""
    monkeypatch.setenv("COLUMNS", columns)
    assert "\x1b" not in run("demo", "--language", "zh").out


def test_colour_only_where_wanted(run, monkeypatch):
    """A forced terminal gets colour, and `NO_COLOR` takes it away again."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert re.search(r"\x1b\[[0-9;]*3[1-6]m<", run("demo", "--language", "en").out)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[1-6]m", run("demo", "--language", "en").out)
