"""A thousand malformed calls: each is one line on stderr that repeats nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

CANARY = "canaryzq7"
CALLS = 1000
GROUPS = 20

COMMANDS = {
    "demo": [],
    "desensitize": ["text"],
    "restore": ["text"],
    "extract": ["text"],
    "chat": [],
    "vault list": [],
    "vault show": ["<EMAIL_1>"],
    "vault forget": ["<EMAIL_1>", "--yes"],
    "vault rotate": [],
    "vault keygen": [],
    "vault stats": [],
    "vault check": [],
    "vault audit": [],
    "vault export": ["FILE"],
    "vault import": ["FILE"],
}
"""Every command with what makes it a sound call; `FILE` becomes the path of an export."""

READERS = ["desensitize", "restore", "extract", "chat"]
WITH_VAULT = [name for name in COMMANDS if name not in {"demo", "extract", "vault keygen"}]
LOOKING = [name for name in WITH_VAULT if name not in {"desensitize", "chat", "vault import"}]
SCOPED = [
    "desensitize",
    "restore",
    "chat",
    "vault list",
    "vault show",
    "vault forget",
    "vault stats",
    "vault export",
]
CHOICES = {
    "--threshold": ["desensitize", "chat"],
    "--role": READERS[:1] + READERS[2:],
    "--language": ["demo"],
    "--level": ["vault list"],
}
VALUED = {
    "--scope": SCOPED,
    "--name": ["desensitize", "extract", "chat"],
    "--type": ["vault list", "vault forget"],
    "--value": ["vault forget"],
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A sound vault, its key and an export, and everything that looks like one and is not."""
    from langchain_memprivacy import PrivacyLevel, PrivateValue, SQLiteVault
    from langchain_memprivacy.vault.transfer import export_vault

    folder = tmp_path_factory.mktemp("malformed")
    key = folder / "sound.key"
    with SQLiteVault(folder / "sound.db", key=key) as vault:
        vault.assign("local", [PrivateValue(f"{CANARY}@brightleaf.io", "EMAIL", PrivacyLevel.PL2)])
        export_vault(vault, folder / "sound.export", "seven tall ships")
        vault.connection.scrub()
    SQLiteVault(folder / "other.db", key=folder / "other.key").close()
    chance = random.Random(7)
    sound, export = (folder / "sound.db").read_bytes(), (folder / "sound.export").read_bytes()
    garbage = CANARY.encode() + chance.randbytes(5000)
    vaults = {"garbage": garbage, "text": CANARY.encode() * 90, "empty": b""}
    vaults |= {f"cut{size}": sound[:size] for size in (1, 16, 99, 4096, 5000, 8192)}
    exports = {"garbage": garbage, "empty": b"", "text": CANARY.encode()}
    exports |= {f"cut{size}": export[:size] for size in (5, 19, 20, 36, 40, len(export) - 1)}
    exports |= {"tail": export + b"x", "flip": export[:-9] + bytes([export[-9] ^ 1]) + export[-8:]}
    keys = {
        "text": CANARY.encode(),
        "bytes": garbage,
        "empty": b"",
        "short": b"QUJD\n",
        "two": key.read_bytes() + CANARY.encode(),
    }
    for kind, files in (("vaults", vaults), ("exports", exports), ("keys", keys)):
        (folder / kind).mkdir()
        for name, data in files.items():
            path = folder / kind / name
            path.touch(mode=0o600)
            path.write_bytes(data)
        (folder / kind / "folder").mkdir(mode=0o700)
    (folder / "keys" / "open").write_bytes(key.read_bytes())
    (folder / "keys" / "open").chmod(0o644)
    return folder


@pytest.fixture
def call(prepared, monkeypatch, run):
    """Run a command on the sound vault unless its arguments or variables say otherwise."""
    monkeypatch.setenv("MEMPRIVACY_VAULT", str(prepared / "sound.db"))
    monkeypatch.setenv("MEMPRIVACY_KEY_FILE", str(prepared / "sound.key"))
    monkeypatch.setenv("MEMPRIVACY_PASSPHRASE", "seven tall ships")

    def one(arguments, stdin=b"", environment=None):
        with monkeypatch.context() as patch:
            for name, value in (environment or {}).items():
                patch.setenv(name, value)
            return run(*arguments, stdin=stdin)

    return one


def sound(chance, prepared, names):
    name = chance.choice([*names])
    rest = [str(prepared / "sound.export") if word == "FILE" else word for word in COMMANDS[name]]
    return name.split(), rest


def not_utf8(chance, prepared):
    """Bytes on standard input that are no text, after some that are."""
    name = chance.choice(READERS)
    good = chance.choice(["", f"{CANARY} ", "你好\r\n", "x" * 70_000]).encode()
    bad = chance.choice(
        [
            b"\xff",
            b"\xc3",
            b"\xed\xa0\x80",
            b"\xf8\x88\x80\x80",
            "ünïcode".encode("latin-1"),
            "hi".encode("utf-16"),
        ]
    )
    return [name], good + bad + chance.choice([b"", CANARY.encode()]), {}


def unknown_option(chance, prepared):
    """An option that is none, with or without a value."""
    path, rest = sound(chance, prepared, COMMANDS)
    option = chance.choice(
        [
            f"--{CANARY}",
            f"--password={CANARY}",
            f"-{CANARY}",
            f"--my password is {CANARY}",
            f"--scop={CANARY}",
            f"--json={CANARY}",
            f"--reveal={CANARY}",
            f"--keep-credentials={CANARY}",
        ]
    )
    words = [*rest, option] if chance.random() < 0.5 else [option, *rest]
    return [*path, *words], b"", {}


def extra_argument(chance, prepared):
    """One argument too many, or a command that is none."""
    path, rest = sound(chance, prepared, COMMANDS)
    if chance.random() < 0.2:
        return [*chance.choice([[], ["vault"]]), CANARY, *rest], b"", {}
    return (
        [
            *path,
            *(word for word in rest if word != "--yes"),
            CANARY,
            *[CANARY] * chance.randrange(3),
        ],
        b"",
        {},
    )


def bad_choice(chance, prepared):
    """A value that is none of the choices, or no number."""
    option = chance.choice([*CHOICES, "--limit"])
    path, rest = sound(chance, prepared, CHOICES.get(option, ["vault audit"]))
    return (
        [*path, option, chance.choice([CANARY, "", "pl9 " + CANARY, "-1", "\ud800"]), *rest],
        b"",
        {},
    )


def missing_value(chance, prepared):
    """An option at the end that wants a value."""
    option = chance.choice([*VALUED, *CHOICES])
    path, rest = sound(chance, prepared, {**VALUED, **CHOICES}[option])
    return [*path, *rest, option], b"", {}


def bad_vault(chance, prepared):
    """A file that is no vault, a folder, nothing, or a vault under another key."""
    kind = chance.choice(
        [*(prepared / "vaults").iterdir(), prepared / "other.db", prepared / "missing" / "x.db"]
    )
    path, rest = sound(chance, prepared, LOOKING if "missing" in kind.parts else WITH_VAULT)
    if chance.random() < 0.5:
        return [*path, "--vault", kind, *rest], CANARY.encode(), {}
    return [*path, *rest], CANARY.encode(), {"MEMPRIVACY_VAULT": str(kind)}


def bad_key(chance, prepared):
    """A key file or variable that holds no key, or another vault's."""
    path, rest = sound(chance, prepared, WITH_VAULT)
    kind = chance.choice(
        [
            *sorted((prepared / "keys").iterdir()),
            prepared / "other.key",
            CANARY,
            "QUJD",
            "=" * 44,
            "\udcff",
        ]
    )
    if isinstance(kind, str):
        return [*path, *rest], CANARY.encode(), {"MEMPRIVACY_KEY": kind}
    if chance.random() < 0.5:
        return [*path, "--key-file", kind, *rest], CANARY.encode(), {}
    return [*path, *rest], CANARY.encode(), {"MEMPRIVACY_KEY_FILE": str(kind)}


def bad_import(chance, prepared):
    """A file that is no export, a damaged one, or none."""
    kind = chance.choice(
        [*(prepared / "exports").iterdir(), prepared / "sound.db", prepared / "missing"]
    )
    return ["vault", "import", kind], b"", {}


def bad_placeholder(chance, prepared):
    """What is no placeholder where one is wanted."""
    wrong = chance.choice(
        [
            "",
            "EMAIL",
            "<EMAIL_0>",
            "<EMAIL_01>",
            "<EMAIL_9999999999>",
            "<EMAIL_1",
            "<EMAIL_1> ",
            f"<{CANARY}_1>",
            CANARY,
            f"<EMAIL_1>{CANARY}",
            "<EMAIL_١>",
            "<émail_1>",
            "\ud800",
            "<EMAIL_1>\n<EMAIL_1>",
        ]
    )
    if wrong.strip() == "<EMAIL_1>":
        wrong += "<"
    path = chance.choice([["show"], ["forget", "--yes"]])
    return ["vault", *path, wrong], b"", {}


def bad_scope(chance, prepared):
    """No name at all."""
    path, rest = sound(chance, prepared, SCOPED)
    return [*path, "--scope", chance.choice(["", " ", "\t", "\u3000", "\ud83d"]), *rest], b"", {}


def surrogate(chance, prepared):
    """Arguments that were not UTF-8 arrive with lone surrogates."""
    odd = chance.choice(["\udcff", f"{CANARY}\udcc3", "\ud83d", f"\udc80 {CANARY}"])
    option = chance.choice([*VALUED, "text"])
    if option == "text":
        return [chance.choice(["desensitize", "restore", "extract"]), odd], b"", {}
    path, rest = sound(chance, prepared, VALUED[option])
    if path == ["vault", "forget"] and option != "--scope":
        rest = ["--yes"]
    return [*path, option, odd, *rest], b"", {}


def over_long(chance, prepared):
    """Far too much where a word is wanted."""
    much = CANARY * chance.choice([100, 5000, 100_000])
    call = chance.choice(
        [
            ["vault", "show", much],
            ["vault", "forget", "--yes", much],
            ["vault", "show", f"<{'A' * 70}_{'1' * 5000}>"],
            ["vault", "list", "--level", much],
            ["vault", "audit", "--limit", "9" * 5000 + CANARY],
            ["demo", "--language", much],
            ["desensitize", f"--{much}"],
            ["desensitize", "--role", much],
            ["chat", "--threshold", much],
            ["vault", much],
            [much],
        ]
    )
    return call, b"", {}


def bad_combination(chance, prepared):
    """Options that contradict each other, or none where one is wanted."""
    call = chance.choice(
        [
            ["vault", "forget", "--yes"],
            ["vault", "forget", "--yes", "<EMAIL_1>", "--all"],
            ["vault", "forget", "--yes", "--value", CANARY, "--type", CANARY],
            ["vault", "show"],
            ["vault", "import"],
            ["vault", "export"],
            ["vault", "show", "<EMAIL_2>"],
            ["chat", "--model", f"{CANARY}:{CANARY}"],
        ]
    )
    return call, CANARY.encode(), {}


KINDS = [
    not_utf8,
    unknown_option,
    extra_argument,
    bad_choice,
    missing_value,
    bad_vault,
    bad_key,
    bad_import,
    bad_placeholder,
    bad_scope,
    surrogate,
    over_long,
    bad_combination,
]


@pytest.mark.parametrize("group", range(GROUPS))
def test_one_line_that_repeats_nothing(call, prepared, group):
    """Not 0, one line that begins with the program's name, no canary, no traceback."""
    chance = random.Random(group)
    before = {path: path.read_bytes() for path in prepared.glob("vaults/*") if path.is_file()}
    for number in range(group, CALLS, GROUPS):
        kind = KINDS[number % len(KINDS)]
        arguments, stdin, environment = kind(chance, prepared)
        done = call(arguments, stdin, environment)
        where = f"{kind.__name__}: {[str(word)[:60] for word in arguments]} {environment}"
        lines = done.stderr.decode().split("\n")
        assert done.code in {1, 2}, f"{where} ended with {done.code}"
        assert len(lines) == 2, f"{where} gave {lines}"
        assert lines[1] == "", where
        assert lines[0].startswith("memprivacy: "), where
        assert len(lines[0]) > len("memprivacy: ") + 10, where
        assert CANARY not in lines[0], where
        assert "Traceback" not in lines[0], where
        assert "unexpected" not in lines[0], f"{where} gave {lines[0]}"
        if kind is not not_utf8:  # what a stream was before it turned out to be none is out
            assert CANARY not in done.out, where
    assert {path: path.read_bytes() for path in before} == before


def test_every_command_and_every_kind_is_met(prepared):
    """The thousand calls reach each command by each kind that it can suffer."""
    met = {
        " ".join(str(word) for word in kind(random.Random(seed), prepared)[0][:2])
        for kind in KINDS
        for seed in range(60)
    }
    for name in COMMANDS:
        assert any(call == name or call.startswith(f"{name} ") for call in met), name


def test_the_sound_calls_are_sound(call, prepared, tmp_path):
    """Without the flaw each call ends with 0, so that it is the flaw that was refused."""
    copies = {name: tmp_path / name for name in ("sound.db", "sound.key")}
    for name, path in copies.items():
        path.write_bytes((prepared / name).read_bytes())
        path.chmod(0o600)
    where = {
        "MEMPRIVACY_VAULT": str(copies["sound.db"]),
        "MEMPRIVACY_KEY_FILE": str(copies["sound.key"]),
    }
    for name, rest in COMMANDS.items():
        path = tmp_path / "new.export" if name == "vault export" else prepared / "sound.export"
        words = [path if word == "FILE" else word for word in rest]
        code = call([*name.split(), *words], environment=where).code
        assert code == (1 if name == "vault import" else 0), (
            name
        )  # forgotten just before: stays dead


def test_no_key_is_made_by_failing(call, tmp_path, prepared):
    """A missing key beside an existing vault is an error, and none is made."""
    done = call(["restore", "--key-file", tmp_path / "new.key", "<EMAIL_1>"])
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"memprivacy: vault key: {tmp_path / 'new.key'} is missing; give the key it was made with\n"
    )
    assert not Path(tmp_path / "new.key").exists()
