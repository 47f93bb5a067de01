"""`vault correct`: another value behind a placeholder, never from an argument."""

from __future__ import annotations

import os
import pty
import time

import pytest

pytestmark = pytest.mark.usefixtures("told")

NEW = b"nora.whitfield@kestrel-io.net"


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_from_standard_input(run, ending):
    """The placeholder stands for the new value, the old one is unknown again."""
    done = run("vault", "correct", "<EMAIL_1>", stdin=NEW + ending)
    assert (done.code, done.out, done.err) == (0, "<EMAIL_1> stands for the new value\n", "")
    assert run("restore", "<EMAIL_1>").out == NEW.decode() + "\n"
    left = run("desensitize", f"Mail {NEW.decode()} or nora.whitfield@brightleaf.io.")
    assert left.out == "Mail <EMAIL_1> or <EMAIL_2>.\n"
    (line,) = [x for x in run("vault", "audit", "--json").json if x["action"] == "correct"]
    assert line["counts"] == {"EMAIL": 1}


def test_json(run):
    """The answer for machines has these keys, and no value."""
    row = run("vault", "correct", "[email_1]", "--json", stdin=NEW).json
    assert time.time() - 600 < row.pop("at") <= time.time()
    assert row == {"placeholder": "<EMAIL_1>", "changed": True, "traces_left": False}
    again = run("vault", "correct", "<EMAIL_1>", stdin=NEW)
    assert (again.code, again.out) == (0, "<EMAIL_1> stood for that value already\n")


def test_the_value_is_no_argument(run):
    """Arguments end in histories and process lists: a second one is wrong usage."""
    done = run("vault", "correct", "<EMAIL_1>", NEW.decode())
    assert (done.code, done.out) == (2, "")
    assert NEW.decode() not in done.err


def test_a_value_that_has_a_placeholder(run):
    """It is refused, and the message says which one."""
    run("desensitize", f"Mail {NEW.decode()}")
    done = run("vault", "correct", "<EMAIL_1>", stdin=NEW)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "memprivacy: correct: that value is <EMAIL_2> already; forget one of them\n"
    )


@pytest.mark.parametrize(
    ("placeholder", "value", "code", "said"),
    [
        ("<EMAIL_7>", NEW, 1, "<EMAIL_7> is unknown in this scope, or was forgotten"),
        ("EMAIL", NEW, 2, "not a placeholder; it looks like '<EMAIL_1>', in quotes"),
        ("<EMAIL_1>", b"", 2, "a new value must be text that is no placeholder"),
        ("<EMAIL_1>", b"<EMAIL_4>", 2, "a new value must be text that is no placeholder"),
        ("<EMAIL_1>", b"\xff", 2, "the input is not UTF-8 text"),
    ],
)
def test_wrong_input(run, placeholder, value, code, said):
    """One line says what is wrong; nothing is changed."""
    done = run("vault", "correct", placeholder, stdin=value)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"


def test_a_credential_on_disk_stays_there(run):
    """What was kept encrypted is kept so with its new value."""
    done = run("vault", "correct", "<PASSWORD_1>", stdin=b"Amber.Willow-77\n")
    assert (done.code, done.err) == (0, "")
    assert run("restore", "<PASSWORD_1>").out == "Amber.Willow-77\n"


def test_a_credential_in_memory_only(run):
    """It is recognised by later commands but not kept, and that is said."""
    run("desensitize", "--scope", "c", "My password is Amber.Willow-77.")
    done = run("vault", "correct", "<PASSWORD_1>", "--scope", "c", stdin=b"Quartz-Heron-12")
    assert done.code == 0
    assert "--keep-credentials" in done.err
    assert run("vault", "show", "<PASSWORD_1>", "--scope", "c").code == 1
    left = run("desensitize", "--scope", "c", "It is Quartz-Heron-12 now.")
    assert left.out == "It is <PASSWORD_1> now.\n"
    kept = run(
        "vault", "correct", "<PASSWORD_1>", "--scope", "c", "--keep-credentials", stdin=b"Ox-Elm-9"
    )
    assert (kept.code, kept.err) == (0, "")
    assert run("vault", "show", "<PASSWORD_1>", "--scope", "c").out == "Ox-Elm-9\n"


@pytest.mark.parametrize(("placeholder", "echoed"), [("<EMAIL_1>", True), ("<PASSWORD_1>", False)])
def test_at_a_terminal_it_asks(start, run, placeholder, echoed):
    """A prompt on standard error; a credential is not shown while it is typed."""
    ours, theirs = pty.openpty()
    process = start("vault", "correct", placeholder, stdin=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while b"New value" not in said:
        said += os.read(ours, 1000)
    time.sleep(0.2)  # until the terminal has stopped echoing
    os.write(ours, NEW + b"\n")
    assert process.stdout.readline() == f"{placeholder} stands for the new value\n".encode()
    assert process.wait(20) == 0
    said = b""
    while chunk := _rest(ours):
        said += chunk
    assert (NEW in said) == echoed
    os.close(ours)
    assert run("vault", "show", placeholder).out == NEW.decode() + "\n"


def _rest(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1000)
    except OSError:  # nobody is at its other end any more
        return b""
