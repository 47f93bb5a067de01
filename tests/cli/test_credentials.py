"""Credentials (PL4) stay out of the vault file unless `--keep-credentials` asks for it."""

from __future__ import annotations

NOTE = (
    "memprivacy: 1 credential(s) (PL4) were not written to disk and cannot be restored by another "
    "command; --keep-credentials keeps them encrypted\n"
)
TEXT = "My password is Juniper-Lantern-58."


def test_a_note_on_stderr_says_that_they_end_with_the_command(run):
    """The text leaves as usual; the note does not mix with it."""
    done = run("desensitize", TEXT)
    assert (done.code, done.out, done.err) == (0, "My password is <PASSWORD_1>.\n", NOTE)


def test_the_note_counts_and_stays_out_of_json(run):
    """Two credentials are two, and `--json` on stdout stays one object."""
    done = run("desensitize", "--json", TEXT + " The wifi password is Amber.Willow-77.")
    assert done.json == {"text": "My password is <PASSWORD_1>. The wifi password is <PASSWORD_2>."}
    assert done.err == NOTE.replace("1 credential", "2 credential")


def test_another_command_cannot_restore_them_but_knows_them(run):
    """The placeholder stands for nothing any more, and still belongs to that credential only."""
    run("desensitize", TEXT)
    done = run("restore", "<PASSWORD_1>")
    assert (done.out, done.err) == (
        "<PASSWORD_1>\n",
        "memprivacy: 1 placeholder(s) have no value in this scope\n",
    )
    assert run("desensitize", "Juniper-Lantern-58 again").out == "<PASSWORD_1> again\n"
    assert (
        run("desensitize", "My password is Amber.Willow-77.").out
        == "My password is <PASSWORD_2>.\n"
    )


def test_keep_credentials_restores_in_a_second_process(spawn):
    """With the option there is no note and the value comes back."""
    left = spawn("desensitize", "--keep-credentials", stdin=TEXT.encode())
    assert left.out == "My password is <PASSWORD_1>."
    assert "credential(s)" not in left.err
    assert spawn("restore", stdin=left.stdout).out == TEXT


def test_nothing_of_a_credential_is_on_disk(run, home):
    """No file under the user's folders holds it, kept or not."""
    run("desensitize", TEXT)
    run("desensitize", "--keep-credentials", "The wifi password is Amber.Willow-77.")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in files:
        assert not any(
            value in path.read_bytes() for value in (b"Juniper", b"Lantern", b"Amber", b"Willow")
        )
