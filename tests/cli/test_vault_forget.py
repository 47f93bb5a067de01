"""`vault forget`: what is chosen is gone for good, and its placeholder is dead."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.usefixtures("told")

EVERYTHING = "<EMAIL_1> <PHONE_NUMBER_1> <PASSWORD_1>"


@pytest.mark.parametrize(
    ("chosen", "dead", "left"),
    [
        (("<EMAIL_1>",), "<EMAIL_1>", "<EMAIL_1> +1 503-555-0142 Juniper-Lantern-58"),
        (
            ("--value", "+1 503-555-0142"),
            "<PHONE_NUMBER_1>",
            "nora.whitfield@brightleaf.io <PHONE_NUMBER_1> Juniper-Lantern-58",
        ),
        (
            ("--type", "password"),
            "<PASSWORD_1>",
            "nora.whitfield@brightleaf.io +1 503-555-0142 <PASSWORD_1>",
        ),
        (("--all",), "<EMAIL_1> <PASSWORD_1> <PHONE_NUMBER_1>", EVERYTHING),
    ],
    ids=["placeholder", "value", "type", "all"],
)
def test_forget(run, chosen, dead, left):
    """Exactly what was chosen goes, and the receipt names its placeholders."""
    done = run("vault", "forget", "--yes", *chosen)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"Erased {len(dead.split())} value(s): {dead}\n"
    assert run("restore", EVERYTHING).out == left + "\n"


def test_json_receipt(run):
    """The receipt for machines has these keys."""
    receipt = run("vault", "forget", "--yes", "--json", "--all").json
    assert time.time() - 600 < receipt.pop("at") <= time.time()
    assert receipt == {
        "placeholders": ["<EMAIL_1>", "<PASSWORD_1>", "<PHONE_NUMBER_1>"],
        "traces_left": False,
        "scope_erased": True,
    }
    again = run("vault", "forget", "--yes", "--json", "<EMAIL_1>")
    assert (again.code, again.out) == (1, "")
    assert again.err == "memprivacy: forget: nothing in this scope matches\n"


def test_a_dead_number_is_never_issued_again(run):
    """The same value told again gets a new placeholder."""
    run("vault", "forget", "--yes", "--all")
    assert run("desensitize", "Mail nora.whitfield@brightleaf.io").out == "Mail <EMAIL_2>\n"


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 130), (b"", 130)])
def test_without_yes_it_asks(run, answer, code):
    """Only a yes erases; anything else ends the command with nothing done."""
    done = run("vault", "forget", "<EMAIL_1>", stdin=answer)
    assert done.code == code
    assert "Erase for good? [y/N]: " in done.err
    left = "<EMAIL_1>" if code == 0 else "nora.whitfield@brightleaf.io"
    assert run("restore", "<EMAIL_1>").out == left + "\n"


@pytest.mark.parametrize(
    "chosen",
    [(), ("<EMAIL_1>", "--all"), ("--value", "x", "--type", "EMAIL"), ("--all", "--value", "x")],
    ids=["none", "two", "options", "all-and-one"],
)
def test_one_choice_only(run, chosen):
    """No choice, or two, is wrong input, and nothing is erased."""
    done = run("vault", "forget", "--yes", *chosen)
    assert (done.code, done.out) == (2, "")
    assert done.err == "memprivacy: forget: give one of PLACEHOLDER, --value, --type or --all\n"
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"


def test_no_trace_in_the_file(run, home):
    """The row's ciphertext is gone from the file and its log."""
    vault = home / "data/memprivacy/vault"
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    run("vault", "forget", "--yes", "--all")
    run("vault", "forget", "--yes", "--all", "--scope", "work")
    assert b"EMAIL" in b"".join(before.values())
    assert run("vault", "stats", "--json").json["values"] == []


def test_a_value_from_standard_input(run):
    """A value typed as an argument would show in process lists."""
    run("desensitize", "write to rosa.lindt@brightleaf.io")
    done = run("vault", "forget", "--yes", "--value", "-", stdin=b"rosa.lindt@brightleaf.io\n")
    assert (done.code, done.out) == (0, "Erased 1 value(s): <EMAIL_2>\n")
