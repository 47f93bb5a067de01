"""`vault export` and `vault import`: a vault moves to another machine."""

from __future__ import annotations

import pytest

PASSPHRASE = "seven tall ships, becalmed"

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setenv("MEMPRIVACY_PASSPHRASE", PASSPHRASE)


def test_round_trip(run, tmp_path):
    """Every scope, value and number arrives, under another key; the file shows nothing."""
    file, there = (
        tmp_path / "vault.export",
        ("--vault", tmp_path / "b.db", "--key-file", tmp_path / "b.key"),
    )
    done = run("vault", "export", file)
    assert (done.code, done.out, done.err) == (0, "4 value(s) exported\n", "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert not any(word in file.read_bytes() for word in (b"nora", b"EMAIL", b"work", b"Juniper"))
    assert run("vault", "import", file, *there).out == "4 value(s) imported\n"
    assert (
        run("restore", *there, "<EMAIL_1> <PASSWORD_1>").out
        == "nora.whitfield@brightleaf.io Juniper-Lantern-58\n"
    )
    assert (
        run("restore", *there, "--scope", "work", "<EMAIL_1>").out == "ida.brandt@brightleaf.io\n"
    )
    assert run("desensitize", *there, "To new.person@brightleaf.io").out == "To <EMAIL_2>\n"
    assert run("vault", "check", *there).code == 0


def test_one_scope(run, tmp_path):
    """`--scope` takes one person's values only; importing twice adds nothing."""
    file, there = tmp_path / "work.export", ("--vault", tmp_path / "b.db")
    assert run("vault", "export", file, "--scope", "work").out == "1 value(s) exported\n"
    assert run("vault", "import", file, *there).out == "1 value(s) imported\n"
    assert run("vault", "import", file, *there).out == "0 value(s) imported\n"
    assert run("restore", *there, "<EMAIL_1>").out == "<EMAIL_1>\n"


def test_a_conflict_changes_nothing(run, tmp_path):
    """A placeholder that means something else here stops the whole import."""
    file, there = tmp_path / "vault.export", ("--vault", tmp_path / "b.db")
    run("vault", "export", file)
    run("desensitize", *there, "other@brightleaf.io")
    done = run("vault", "import", file, *there)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "memprivacy: import: 1 placeholders mean something else in this vault, or were forgotten "
        "in it; import into a new vault\n"
    )
    assert (
        run("restore", *there, "<EMAIL_1> <PHONE_NUMBER_1>").out
        == "other@brightleaf.io <PHONE_NUMBER_1>\n"
    )


def test_a_wrong_passphrase(run, tmp_path, monkeypatch):
    """It opens nothing and is not repeated."""
    run("vault", "export", tmp_path / "f")
    monkeypatch.setenv("MEMPRIVACY_PASSPHRASE", "canary-passphrase")
    done = run("vault", "import", tmp_path / "f")
    assert (done.code, done.out) == (1, "")
    assert done.err == "memprivacy: import: wrong passphrase, or the file was changed\n"


def test_a_short_passphrase(run, tmp_path, monkeypatch):
    """Fewer than eight characters protect nothing."""
    monkeypatch.setenv("MEMPRIVACY_PASSPHRASE", "canary")
    done = run("vault", "export", tmp_path / "f")
    assert (done.code, done.err) == (
        1,
        "memprivacy: export: the passphrase needs at least 8 characters\n",
    )
    assert not (tmp_path / "f").exists()


def test_a_folder_is_no_file(run, tmp_path):
    """Exporting onto a folder fails and leaves nothing beside it."""
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    done = run("vault", "export", tmp_path / "folder")
    assert done.code == 1
    assert done.err.startswith(f"memprivacy: vault: {tmp_path / 'folder'}")
    assert done.err.endswith(": Is a directory\n")
    assert sorted(tmp_path.iterdir()) == before
