"""`restore`: values come back, what is unknown stays and is counted."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("told")


def test_an_argument(run, told_text):
    """A text of a second command is restored in full."""
    done = run("restore", "Mail <EMAIL_1>, call <PHONE_NUMBER_1>. My password is <PASSWORD_1>.")
    assert (done.code, done.out, done.err) == (0, told_text + "\n", "")


def test_standard_input(run):
    """What is piped in comes out without a newline of our own."""
    done = run("restore", stdin=b"To <EMAIL_1>")
    assert (done.code, done.stdout, done.stderr) == (0, b"To nora.whitfield@brightleaf.io", b"")


@pytest.mark.parametrize("by_argument", [True, False])
def test_json_counts_by_type(run, by_argument):
    """`--json` prints the text and how many were restored and unknown, by type."""
    text = "<EMAIL_1> <EMAIL_1> <PHONE_NUMBER_1> <EMAIL_7>"
    done = (
        run("restore", "--json", text)
        if by_argument
        else run("restore", "--json", stdin=text.encode())
    )
    assert done.json == {
        "text": "nora.whitfield@brightleaf.io nora.whitfield@brightleaf.io +1 503-555-0142 <EMAIL_7>",
        "restored": {"EMAIL": 2, "PHONE_NUMBER": 1},
        "unknown": {"EMAIL": 1},
    }
    assert done.err == ""


def test_unknown_placeholders_stay_and_are_counted_on_stderr(run):
    """Invented placeholders stand as they came; the count goes to stderr."""
    done = run("restore", "<EMAIL_2> <PERSON_9>")
    assert (done.code, done.out) == (0, "<EMAIL_2> <PERSON_9>\n")
    assert done.err == "memprivacy: 2 placeholder(s) have no value in this scope\n"


def test_slips_of_models_are_read(run):
    """A spelling from the table of accepted slips is restored as well."""
    assert run("restore", "[EMAIL_1] &lt;EMAIL_1&gt; email_1").out == (
        "nora.whitfield@brightleaf.io nora.whitfield@brightleaf.io email_1\n"
    )


def test_every_restore_is_in_the_audit_log(run):
    """Types and counts of what was put back are written down."""
    run("restore", "<EMAIL_1> <EMAIL_1>")
    run("restore", stdin=b"<PHONE_NUMBER_1>")
    lines = run("vault", "audit", "--json").json
    assert [(line["action"], line["counts"]) for line in lines[-2:]] == [
        ("restore cli", {"EMAIL": 2}),
        ("restore cli", {"PHONE_NUMBER": 1}),
    ]


def test_what_was_printed_before_a_stream_broke_is_in_the_audit_log(run):
    """Input that turns out not to be text is an error, and what is out is noted all the same."""
    done = run("restore", stdin=b"<EMAIL_1> is right. \xff")
    assert (done.code, done.err) == (2, "memprivacy: the input is not UTF-8 text\n")
    broken = run("restore", stdin=b"<EMAIL_1>, " * 7000 + b"\xff")
    assert (broken.code, broken.err) == (2, "memprivacy: the input is not UTF-8 text\n")
    printed = broken.out.count("nora.whitfield@brightleaf.io")
    assert printed > 5000
    noted = run("vault", "audit", "--json").json[-1]
    assert noted["action"] == "restore cli"
    assert printed <= noted["counts"]["EMAIL"] <= printed + 1


def test_no_vault_is_made_by_restoring(run, tmp_path):
    """A path without a vault is an error; nothing appears there."""
    done = run("restore", "--vault", tmp_path / "typo.db", "<EMAIL_1>")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"memprivacy: vault: there is none at {tmp_path / 'typo.db'} yet; `memprivacy desensitize` makes one\n"
    )
    assert not (tmp_path / "typo.db").exists()
