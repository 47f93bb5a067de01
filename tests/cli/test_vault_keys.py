"""`vault keygen` and `vault rotate`."""

from __future__ import annotations

import base64

import pytest


def test_keygen_prints_a_new_key_each_time(run, home):
    """A key is 32 random bytes in base64, and nothing is kept of it."""
    keys = {run("vault", "keygen").out for _ in range(3)}
    assert len(keys) == 3
    assert all(len(base64.urlsafe_b64decode(key)) == 32 for key in keys)
    assert list(home.iterdir()) == []


@pytest.mark.usefixtures("told")
def test_rotate_a_key_file(run, home, tmp_path):
    """The key file gets a new key, the old one opens nothing, and every value is there."""
    key = home / "config/memprivacy/keys/vault.key"
    old = key.read_text()
    done = run("vault", "rotate")
    assert (done.code, done.out, done.err) == (0, "4 value(s) are now under the new key\n", "")
    assert key.read_text() != old
    assert len(key.read_text().split()) == 1
    assert key.stat().st_mode & 0o777 == 0o600
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"
    (tmp_path / "old.key").write_text(old)
    (tmp_path / "old.key").chmod(0o600)
    refused = run("restore", "--key-file", tmp_path / "old.key", "<EMAIL_1>")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        f"memprivacy: vault key: {tmp_path / 'old.key'} does not open this vault; "
        "give the key it was made with\n"
    )


def test_rotate_a_key_from_the_environment(run, monkeypatch):
    """The new key comes from a second variable; without it nothing changes."""
    old, new = run("vault", "keygen").out.strip(), run("vault", "keygen").out.strip()
    monkeypatch.setenv("MEMPRIVACY_KEY", old)
    run("desensitize", "lena.moor@brightleaf.io")
    refused = run("vault", "rotate")
    assert refused.code == 1
    assert refused.err == (
        "memprivacy: the key is in $MEMPRIVACY_KEY: put a new one (`vault keygen`) in $MEMPRIVACY_NEW_KEY\n"
    )
    monkeypatch.setenv("MEMPRIVACY_NEW_KEY", new)
    assert run("vault", "rotate").out == "1 value(s) are now under the new key\n"
    assert run("restore", "<EMAIL_1>").code == 1
    monkeypatch.setenv("MEMPRIVACY_KEY", new)
    assert run("restore", "<EMAIL_1>").out == "lena.moor@brightleaf.io\n"


@pytest.mark.usefixtures("told")
def test_a_failed_rotation_leaves_the_old_key(run, monkeypatch):
    """A malformed new key is refused and everything opens as before."""
    monkeypatch.setenv("MEMPRIVACY_NEW_KEY", "canary-no-key")
    done = run("vault", "rotate")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("memprivacy: vault key: expected 32 bytes")
    assert "canary" not in done.err
    assert run("restore", "<EMAIL_1>").out == "nora.whitfield@brightleaf.io\n"
