"""`chat` with the stand-in: each line leaves with placeholders and comes back restored."""

from __future__ import annotations


def test_a_session(run):
    """What leaves is shown, answers are restored, and one vault serves the whole session."""
    done = run(
        "chat",
        stdin=b"My name is Nora Whitfield.\r\nMy email is nora.whitfield@brightleaf.io.\n\n  \nWhat is my email?",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "out  My name is <REAL_NAME_1>.",
        "ai   Noted: I will remember one sentence. In place of private values it holds placeholders (real name).",
        "out  My email is <EMAIL_1>.",
        "ai   Noted: I will remember one sentence. In place of private values it holds placeholders (email).",
        "out  What is my email?",
        'ai   The nearest thing I was told: "My email is nora.whitfield@brightleaf.io."',
    ]


def test_chinese(run):
    """The same in Chinese."""
    done = run("chat", "--quiet", stdin="我叫林晓岚。\n我叫什么名字？\n".encode())
    assert done.code == 0
    assert done.out.splitlines()[1] == "ai   我听您说过最相近的一句是：“我叫林晓岚。”"


def test_quiet_hides_what_leaves(run):
    """`--quiet` prints answers only."""
    done = run("chat", "--quiet", stdin=b"Hello\n")
    assert done.out.startswith("ai   Hello")
    assert len(done.out.splitlines()) == 1


def test_credentials_hold_for_the_session_only(run):
    """A password comes back while the chat lasts, and not in the next one."""
    first = run(
        "chat", "--quiet", stdin=b"My password is Juniper-Lantern-58.\nWhat is my password?\n"
    )
    assert "Juniper-Lantern-58" in first.out.splitlines()[1]
    assert run("restore", "<PASSWORD_1>").out == "<PASSWORD_1>\n"
    run("chat", "--keep-credentials", stdin=b"My password is Amber.Willow-77.\n")
    assert run("restore", "<PASSWORD_2>").out == "Amber.Willow-77\n"


def test_values_of_other_commands_are_known(run):
    """The chat protects what `desensitize` has met, in the same scope."""
    run("desensitize", "--scope", "p", "My name is Ottilie Varga.")
    assert run("chat", "--scope", "p", stdin=b"Ottilie Varga says hello").out.startswith(
        "out  <REAL_NAME_1> says"
    )


def test_a_line_that_is_not_text_ends_the_chat(run):
    """Bytes that are not UTF-8 never leave."""
    done = run("chat", stdin=b"Hello\n\xff canary\n")
    assert done.code == 2
    assert done.err == "memprivacy: the input is not UTF-8 text\n"
    assert "canary" not in done.out


def test_no_lines_no_words(run):
    """End of input at once is a quiet end."""
    done = run("chat")
    assert (done.code, done.out, done.err) == (0, "", "")
