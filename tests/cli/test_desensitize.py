"""`desensitize`: argument and standard input, text and JSON."""

from __future__ import annotations

import pytest


def test_an_argument(run):
    """The text is printed with placeholders and a newline."""
    done = run("desensitize", "Write to lena.moor@brightleaf.io.")
    assert (done.code, done.stdout, done.stderr) == (0, b"Write to <EMAIL_1>.\n", b"")


def test_standard_input(run):
    """What is piped in comes out without a newline of our own."""
    done = run("desensitize", stdin=b"Write to lena.moor@brightleaf.io.")
    assert (done.code, done.stdout, done.stderr) == (0, b"Write to <EMAIL_1>.", b"")


@pytest.mark.parametrize("by_argument", [True, False])
def test_json(run, by_argument):
    """`--json` prints one object with the key `text`, readable in any script."""
    text = "你好，写信到 lena.moor@brightleaf.io"
    done = (
        run("desensitize", "--json", text)
        if by_argument
        else run("desensitize", "--json", stdin=text.encode())
    )
    assert done.json == {"text": "你好，写信到 <EMAIL_1>"}
    assert "你好" in done.out


def test_the_same_value_keeps_its_placeholder_between_commands(run):
    """Numbers go on where the last command stopped, and known values keep theirs."""
    run("desensitize", "Write to lena.moor@brightleaf.io.")
    done = run("desensitize", "From ida.brandt@brightleaf.io to lena.moor@brightleaf.io")
    assert done.out == "From <EMAIL_2> to <EMAIL_1>\n"


def test_text_with_a_dash_goes_after_two_dashes(run):
    """A text that begins like an option is refused without being repeated, or passed after `--`."""
    done = run("desensitize", "--write lena.moor@brightleaf.io")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "memprivacy: no such option; text with a dash goes after --; see `memprivacy desensitize --help`\n"
    )
    assert run("desensitize", "--", "--write lena.moor@brightleaf.io").out == "--write <EMAIL_1>\n"


def test_an_empty_text_is_an_empty_text(run):
    """Nothing in, nothing out."""
    assert run("desensitize", "").out == "\n"
    assert run("desensitize", stdin=b"").out == ""


def test_a_vault_and_key_in_the_users_folders(spawn, home):
    """Data and key lie apart, readable by their owner only, and the new key is announced once."""
    first = spawn("desensitize", "lena.moor@brightleaf.io")
    key, vault = home / "config/memprivacy/keys/vault.key", home / "data/memprivacy/vault/vault.db"
    assert first.err == f"memprivacy: new vault key in {key}; back it up\n"
    assert [path.stat().st_mode & 0o777 for path in (key, vault)] == [0o600, 0o600]
    assert b"lena" not in vault.read_bytes()
    assert spawn("desensitize", "lena.moor@brightleaf.io").err == ""


def test_named_vault_and_key_file(run, tmp_path, home):
    """`--vault` and `--key-file` say where, and nothing else is made."""
    where = ("--vault", tmp_path / "a.db", "--key-file", tmp_path / "a.key")
    assert run("desensitize", *where, "lena.moor@brightleaf.io").out == "<EMAIL_1>\n"
    assert run("restore", *where, "<EMAIL_1>").out == "lena.moor@brightleaf.io\n"
    assert list(home.iterdir()) == []


def test_vault_and_key_from_the_environment(run, tmp_path, home, monkeypatch):
    """`$MEMPRIVACY_VAULT` and `$MEMPRIVACY_KEY` do the same."""
    monkeypatch.setenv("MEMPRIVACY_VAULT", str(tmp_path / "b.db"))
    monkeypatch.setenv("MEMPRIVACY_KEY", run("vault", "keygen").out.strip())
    assert run("desensitize", "lena.moor@brightleaf.io").out == "<EMAIL_1>\n"
    assert run("restore", "<EMAIL_1>").out == "lena.moor@brightleaf.io\n"
    assert (tmp_path / "b.db").exists()
    assert list(home.iterdir()) == []
