"""`vault list` and `vault show`: placeholders for everyone, values on demand."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.usefixtures("told")


def test_json_rows(run):
    """One object a placeholder with these keys, and no value."""
    rows = run("vault", "list", "--json").json
    assert [(r["placeholder"], r["type"], r["level"], r["held"]) for r in rows] == [
        ("<EMAIL_1>", "EMAIL", "PL2", True),
        ("<PASSWORD_1>", "PASSWORD", "PL4", True),
        ("<PHONE_NUMBER_1>", "PHONE_NUMBER", "PL2", True),
    ]
    for row in rows:
        assert list(row) == ["placeholder", "type", "level", "created", "held"]
        assert time.time() - 600 < row["created"] <= time.time()


def test_reveal_adds_the_values_and_is_noted(run):
    """`--reveal` shows values and leaves a line in the audit log; without it there is none."""
    run("vault", "list", "--json")
    rows = run("vault", "list", "--json", "--reveal").json
    assert {r["placeholder"]: r["value"] for r in rows} == {
        "<EMAIL_1>": "nora.whitfield@brightleaf.io",
        "<PHONE_NUMBER_1>": "+1 503-555-0142",
        "<PASSWORD_1>": "Juniper-Lantern-58",
    }
    lines = run("vault", "audit", "--json").json
    assert [line["counts"] for line in lines if line["action"] == "restore list"] == [{"values": 3}]


def test_fingerprints_only(run):
    """A credential that was not kept is listed as not held."""
    run("desensitize", "--scope", "c", "My password is Amber.Willow-77.")
    assert run("vault", "list", "--scope", "c", "--json", "--reveal").json[0]["held"] is False
    assert "fingerprint only" in run("vault", "list", "--scope", "c").out


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--type", "EMAIL"), ["<EMAIL_1>"]),
        (("--type", "phone number"), ["<PHONE_NUMBER_1>"]),
        (("--type", "手机号"), ["<PHONE_NUMBER_1>"]),
        (("--type", "nothing like it"), []),
        (("--level", "PL4"), ["<PASSWORD_1>"]),
        (("--level", "PL3"), []),
        (("--level", "PL2", "--type", "EMAIL"), ["<EMAIL_1>"]),
    ],
)
def test_filters(run, options, found):
    """`--type` takes any name of a type, `--level` a level, and both must hold."""
    rows = run("vault", "list", "--json", *options).json
    assert [row["placeholder"] for row in rows] == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--find", "whitfield"), ["<EMAIL_1>"]),
        (("--find", "JUNIPER"), ["<PASSWORD_1>"]),
        (("--find", "5"), ["<PASSWORD_1>", "<PHONE_NUMBER_1>"]),
        (("--find", "5", "--level", "PL2"), ["<PHONE_NUMBER_1>"]),
        (("--find", "ida.brandt"), []),
    ],
)
def test_find(run, options, found):
    """`--find` looks into the values of this scope, in any case, together with other filters."""
    done = run("vault", "list", "--json", *options)
    assert [row["placeholder"] for row in done.json] == found
    assert "nora" not in done.out
    lines = run("vault", "audit", "--json").json
    assert [line["counts"] for line in lines if line["action"] == "find"] == [
        {"values": len(found)}
    ]


def test_find_from_standard_input_with_values(run):
    """What is looked for need not be an argument; `--values` is another word for `--reveal`."""
    done = run("vault", "list", "--json", "--find", "-", "--values", stdin=b"+1 503\n")
    assert [row["value"] for row in done.json] == ["+1 503-555-0142"]


def test_table(run):
    """People get a table; values only with `--reveal`."""
    plain, revealed = run("vault", "list").out, run("vault", "list", "--reveal").out
    for cell in ("<EMAIL_1>", "PL4", "encrypted"):
        assert cell in plain
    assert "nora" not in plain
    assert "Juniper" not in plain
    assert "nora.whitfield@brightleaf" in revealed
    assert "\x1b" not in plain + revealed


def test_values_are_shown_as_text_not_as_markup(run):
    """Square brackets and control characters of a value are characters, not commands."""
    run(
        "desensitize",
        "--scope",
        "m",
        "--name",
        "Ann [/red] Holm\x1b[2J",
        "Ann [/red] Holm\x1b[2J and [email_7]",
    )
    done = run("vault", "list", "--scope", "m", "--reveal")
    assert (done.code, done.err) == (0, "")
    assert "[email_7]" in done.out
    assert "\x1b" not in done.out
    assert r"\x1b[2J" in done.out


def test_show(run):
    """`show` prints the value alone, or an object from placeholder to value; both are noted."""
    assert run("vault", "show", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"
    assert run("vault", "show", "[email_1]", "--json").json == {
        "<EMAIL_1>": "nora.whitfield@brightleaf.io"
    }
    assert run("vault", "show", "EMAIL_1", "--scope", "work").out == "ida.brandt@brightleaf.io\n"
    lines = run("vault", "audit", "--json").json
    assert [line["counts"] for line in lines if line["action"] == "restore show"] == [
        {"EMAIL": 1}
    ] * 3


def test_show_of_what_is_not_there(run):
    """Unknown, forgotten and not kept are one answer, and nothing is noted."""
    done = run("vault", "show", "<EMAIL_5>")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "memprivacy: <EMAIL_5> has no value in this scope: unknown, forgotten, or not kept on disk\n"
    )


@pytest.mark.parametrize(
    "wrong", ["EMAIL", "<EMAIL_0>", "<EMAIL_1> x", "", "<EMAIL_1", "nora.whitfield@brightleaf.io"]
)
def test_what_is_no_placeholder(run, wrong):
    """A malformed placeholder is wrong input and is not repeated."""
    done = run("vault", "show", wrong)
    assert (done.code, done.out) == (2, "")
    assert done.err == "memprivacy: not a placeholder; it looks like '<EMAIL_1>', in quotes\n"
