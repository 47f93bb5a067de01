"""`extract`: what is private, where, and what to do about it."""

from __future__ import annotations

TEXT = "👋 Mail lena.moor@brightleaf.io, my password is Juniper-Lantern-58."


def test_json_rows(run):
    """One object a span, offsets in code points, with these keys."""
    rows = run("extract", "--json", TEXT).json
    assert [list(row) for row in rows] == [
        ["start", "end", "text", "type", "level", "source", "advice"]
    ] * 2
    assert [(row["start"], row["end"], row["type"], row["level"]) for row in rows] == [
        (7, 30, "EMAIL", "PL2"),
        (47, 65, "PASSWORD", "PL4"),
    ]
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["text"]
        assert row["source"].startswith("rules:")
        assert row["advice"] is None or row["advice"].endswith(".")


def test_table(run):
    """People get a table with level, type, value and advice."""
    done = run("extract", stdin=TEXT.encode())
    assert (done.code, done.err) == (0, "")
    for cell in ("level", "what to do", "PL2", "EMAIL", "PL4", "PASSWORD", "Juniper-Lantern-58"):
        assert cell in done.out
    assert "\x1b" not in done.out


def test_nothing_private(run):
    """An innocent text says so, and is an empty list for machines."""
    assert run("extract", "What a fine day.").out == "Nothing private found.\n"
    assert run("extract", "--json", "What a fine day.").json == []


def test_extract_keeps_nothing(run, home):
    """Looking makes no vault."""
    run("extract", TEXT)
    assert list(home.iterdir()) == []
