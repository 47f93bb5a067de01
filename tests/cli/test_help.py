"""Every command and every option says what it is for."""

from __future__ import annotations

import click
import pytest

from langchain_memprivacy.cli import cli


def commands(group=cli, path=()):
    """Yield every command, groups included, with the words that call it."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands())
IDS = [" ".join(path) or "memprivacy" for path in COMMANDS]


def test_the_commands_are_these():
    """A command that comes or goes is a decision."""
    assert sorted(" ".join(path) for path in COMMANDS) == [
        "",
        "chat",
        "demo",
        "desensitize",
        "eval",
        "eval extraction",
        "eval leakage",
        "eval peers",
        "eval resample",
        "eval utility",
        "extract",
        "migrate",
        "model",
        "model bench",
        "model check",
        "model export",
        "model pull",
        "restore",
        "vault",
        "vault audit",
        "vault check",
        "vault correct",
        "vault export",
        "vault forget",
        "vault import",
        "vault keygen",
        "vault list",
        "vault rotate",
        "vault show",
        "vault stats",
        "vault where",
    ]


@pytest.mark.parametrize("path", COMMANDS, ids=IDS)
def test_help_is_there_in_both_spellings(run, path):
    """`--help` and `-h` print usage and a sentence, and end with 0."""
    done = run(*path, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: {' '.join(('memprivacy', *path))} ")
    assert COMMANDS[path].help.splitlines()[0] in done.out.replace("\n  ", " ")
    assert run(*path, "-h").out == done.out


@pytest.mark.parametrize("path", COMMANDS, ids=IDS)
def test_every_option_is_explained(path):
    """Each option has a help sentence, and each argument a word in the command's own."""
    for param in COMMANDS[path].params:
        if isinstance(param, click.Option):
            assert param.help.endswith((".", "?")), param.name
        else:
            assert param.human_readable_name in COMMANDS[path].help


def test_help_shows_the_exit_codes_and_no_control_characters(run):
    """The codes stand as they were laid out, without the marker that keeps them so."""
    out = run("--help").out
    assert (
        "  Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 problems found by\n"
        "  `vault check` or `model check`, 130 interrupted.\n"
    ) in out
    assert "\\b" not in out
    assert all(char.isprintable() or char == "\n" for char in out)


def test_help_makes_no_file(run, home):
    """Asking for help opens no vault and makes no key."""
    for path in COMMANDS:
        run(*path, "--help")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("group", [(), ("vault",)])
def test_a_group_alone_shows_its_help_on_stderr(run, group):
    """A group without a command is wrong usage, and the help says what there is."""
    done = run(*group)
    assert (done.code, done.out) == (2, "")
    assert done.err == run(*group, "--help").out


def test_version(run):
    """`--version` prints the version alone."""
    done = run("--version")
    assert done.code == 0
    assert done.out.strip().replace(".", "").isalnum()
