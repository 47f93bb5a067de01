"""Exported memories in files: nothing raw in the result, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory.exports import LANGMEM, MEM0, RAW, TEXT, leaks, tree, write

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyLevel, RuleExtractor, SQLiteVault
from langchain_memprivacy.errors import ExtractorError, VaultConflictError, VaultError
from langchain_memprivacy.migration import migrate_files
from langchain_memprivacy.migration.forms import prepare, rewrite
from langchain_memprivacy.migration.rewriting import Rewriter
from langchain_memprivacy.policy import KEEP, PrivacyPolicy
from langchain_memprivacy.testing.loopback import find_leaks

NORA = "nora.whitfield@brightleaf.io"


@pytest.fixture
def privacy():
    """An engine with a vault in memory."""
    return MemPrivacy(vault=MemoryVault())


@pytest.fixture
def source(tmp_path):
    """A folder with an export of each form."""
    write(tmp_path / "source")
    return tmp_path / "source"


def test_a_folder_into_a_new_one(source, tmp_path, privacy):
    """Every form comes out without a raw value or a piece of one; the source stays as it is."""
    before = tree(source)
    assert len({leak.label for leak in leaks(source)}) == len(RAW)
    done = migrate_files(source, tmp_path / "target", privacy)
    assert (done.items, done.changed, done.unchanged, done.failures) == (4, 3, 1, [])
    assert tree(source) == before
    assert leaks(tmp_path / "target") == []
    assert sorted(tree(tmp_path / "target")) == sorted(before)
    assert tree(tmp_path / "target")["plain.json"] == before["plain.json"]


def test_in_place(source, privacy):
    """Without a target the files themselves are rewritten; nothing else is left there."""
    names = sorted(tree(source))
    done = migrate_files(source, None, privacy)
    assert (done.items, done.changed, done.unchanged, done.failures) == (4, 3, 1, [])
    assert leaks(source) == []
    assert sorted(tree(source)) == names


@pytest.mark.parametrize("in_place", [True, False])
def test_there_and_back(source, tmp_path, privacy, in_place):
    """Restored, every file is what it was, byte by byte."""
    before = tree(source)
    there = None if in_place else tmp_path / "there"
    back = None if in_place else tmp_path / "back"
    migrate_files(source, there, privacy)
    done = migrate_files(there or source, back, privacy, restore=True)
    assert done.changed == 3
    assert tree(back or source) == before


def test_ids_dates_and_numbers_stay(source, tmp_path, privacy):
    """What a memory is found by is not touched."""
    migrate_files(source, tmp_path / "out", privacy)
    for new, old in zip(
        json.loads((tmp_path / "out/mem0.json").read_text())["results"],
        MEM0["results"],
        strict=True,
    ):
        for key in ("id", "hash", "created_at", "updated_at"):
            assert new[key] == old[key]
        assert new["metadata"]["score"] == 0.25
        assert new["memory"] != old["memory"]
    lines = (tmp_path / "out/langmem.jsonl").read_text().splitlines()
    assert [json.loads(line)["key"] for line in lines] == [item["key"] for item in LANGMEM]


def test_what_is_found_late_is_hidden_early(tmp_path, privacy):
    """A name that only the last file gives away is hidden in the first one, too."""
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "a.txt").write_text("Whitfield likes tea.")
    (folder / "b.jsonl").write_text('{"m": "I spoke to Whitfield."}\n')
    (folder / "c.txt").write_text("My last name is Whitfield.")
    assert migrate_files(folder, tmp_path / "t", privacy).changed == 3
    assert find_leaks(b"\n".join(tree(tmp_path / "t").values()), ["Whitfield"], 6) == []


def test_one_file(tmp_path, privacy):
    """A file is a source, too."""
    (tmp_path / "m.txt").write_text(f"Mail {NORA}.")
    assert migrate_files(tmp_path / "m.txt", tmp_path / "n.txt", privacy).changed == 1
    assert (tmp_path / "n.txt").read_text() == "Mail <EMAIL_1>."
    assert migrate_files(tmp_path / "m.txt", None, privacy).changed == 1
    assert (tmp_path / "m.txt").read_text() == "Mail <EMAIL_1>."


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.json", '{"m":"Mail %"}', '{"m":"Mail <EMAIL_1>"}'),
        ("a.json", '{"m": "Mail %", "n": 1}\n', '{"m": "Mail <EMAIL_1>", "n": 1}\n'),
        ("a.json", '{\n\t"m": "%"\n}', '{\n\t"m": "<EMAIL_1>"\n}'),
        ("a.json", '[\r\n  "%",\r\n  1\r\n]\r\n', '[\r\n  "<EMAIL_1>",\r\n  1\r\n]\r\n'),
        ("a.json", '["caf\\u00e9 %"]', '["caf\\u00e9 <EMAIL_1>"]'),
        ("a.json", '["café %"]', '["café <EMAIL_1>"]'),
        ("a.json", '["\\ud83d %"]', '["\\ud83d <EMAIL_1>"]'),
        ("a.json", '\ufeff["%"]', '\ufeff["<EMAIL_1>"]'),
        ("a.json", '{"%": [{"x": "%"}]}', '{"<EMAIL_1>": [{"x": "<EMAIL_1>"}]}'),
        ("a.json", '"%"', '"<EMAIL_1>"'),
        ("a.JSON", '["%", 12345678901234567890]', '["<EMAIL_1>", 12345678901234567890]'),
        ("a.jsonl", '["%"]\r\n\r\n{"n":1.50}\r\n["%"]', '["<EMAIL_1>"]\r\n\r\n{"n":1.50}\r\n["<EMAIL_1>"]'),
        ("a.ndjson", '"%"\n', '"<EMAIL_1>"\n'),
        ("a.md", "\ufeffMail\r\n%\r\n", "\ufeffMail\r\n<EMAIL_1>\r\n"),
        ("a", "Mail %", "Mail <EMAIL_1>"),
        ("a.csv", "1,%,x\n", "1,<EMAIL_1>,x\n"),
    ],
)  # fmt: skip
def test_everything_else_stays_as_it_was(tmp_path, privacy, name, before, after):
    """Indentation, escapes, line ends, byte order marks, empty lines, untouched lines."""
    path = tmp_path / name
    path.write_bytes(before.replace("%", NORA).encode())
    migrate_files(path, None, privacy)
    assert path.read_bytes() == after.encode()
    migrate_files(path, None, privacy, restore=True)
    assert path.read_bytes() == before.replace("%", NORA).encode()


@pytest.mark.parametrize("content", [b"", b"\n", b" \n\n", b"{}", b"[]", b"null"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_nothing_in_it(tmp_path, privacy, name, content):
    """A file without text is copied as it is."""
    (tmp_path / name).write_bytes(content)
    done = migrate_files(tmp_path / name, tmp_path / f"out-{name}", privacy)
    assert done.failures == []
    assert (tmp_path / f"out-{name}").read_bytes() == content


def test_names_of_files_and_folders(tmp_path, privacy):
    """Private values in names become pseudonyms, and values again on the way back."""
    source = tmp_path / "s"
    (source / f"of {NORA}").mkdir(parents=True)
    (source / f"of {NORA}" / f"{NORA}.txt").write_text("Likes tea.")
    (source / "tea.txt").write_text(f"Mail {NORA}.")
    before = tree(source)
    assert migrate_files(source, tmp_path / "t", privacy).failures == []
    names = sorted(tree(tmp_path / "t"))
    tag = privacy.tag()
    assert names == [f"of EMAIL_1_~{tag}/EMAIL_1_~{tag}.txt", "tea.txt"]
    migrate_files(tmp_path / "t", tmp_path / "back", privacy, restore=True)
    assert tree(tmp_path / "back") == before
    migrate_files(source, None, privacy)
    assert sorted(tree(source)) == names
    migrate_files(source, None, privacy)
    assert sorted(tree(source)) == names
    assert not [path for path in source.iterdir() if "@" in path.name]
    migrate_files(source, None, privacy, restore=True)
    assert tree(source) == before


TEXTS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_characters="<>[]_&%{}＜＞【】〈〉《》"), max_size=12
    ),
    st.sampled_from([NORA, f"Mail {NORA}!", "+1 503-555-0142", "密码是739204", '"quoted" \\ \n']),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(value=VALUES, indent=st.sampled_from([None, 1, 4, "\t"]), escaped=st.booleans())
def test_any_json_comes_back(value, indent, escaped):
    """Whatever an export holds: nothing raw, still JSON, and the same value when restored."""
    vault = MemoryVault()
    data = json.dumps(value, indent=indent, ensure_ascii=escaped, allow_nan=False).encode()
    privacy = MemPrivacy(vault=vault)
    out = Rewriter(privacy, "local", restore=False, dry_run=False)
    prepare(data, ".json", out)
    hidden = rewrite(data, ".json", out, lambda _: None)
    assert NORA not in json.dumps(json.loads(hidden), ensure_ascii=False)
    back = Rewriter(privacy, "local", restore=True, dry_run=False)
    assert json.loads(rewrite(hidden, ".json", back, lambda _: None)) == value


# --- dry runs


def test_a_dry_run_changes_nothing(source, tmp_path):
    """Neither files nor the vault, not by a byte; it counts what a real run then counts."""
    path = tmp_path / "v" / "vault.db"
    with SQLiteVault(path, key=bytes(32)) as vault:
        privacy = MemPrivacy(vault=vault)
        privacy.desensitize(f"Mail {NORA}")
        vault.connection.scrub()
        before, files = tree(source), tree(path.parent)
        dry = migrate_files(source, tmp_path / "t", privacy, dry_run=True)
        assert dry.dry_run
        assert tree(source) == before
        assert {n: b for n, b in tree(path.parent).items() if "-shm" not in n} == {
            n: b for n, b in files.items() if "-shm" not in n
        }
        assert not (tmp_path / "t").exists()
        assert migrate_files(source, None, privacy, dry_run=True).values == dry.values
        real = migrate_files(source, tmp_path / "t", privacy)
        assert (real.items, real.changed) == (dry.items, dry.changed)
        assert real.values == dry.values
        written = b"".join(tree(tmp_path / "t").values()).decode()
        assert sum(dry.values.values()) == written.count("<")
        assert {level for _, level in dry.values} == set(PrivacyLevel) - {PrivacyLevel.PL1}
        back = migrate_files(tmp_path / "t", tmp_path / "b", privacy, restore=True, dry_run=True)
        assert back.values == real.values
        assert not (tmp_path / "b").exists()


def test_a_dry_run_of_a_scope_that_is_not_there(source):
    """It does not come to be."""
    with MemoryVault() as vault:
        migrate_files(source, None, MemPrivacy(vault=vault), scope="ann", dry_run=True)
        assert list(vault.changes("ann").issued) == []


# --- what fails


def test_what_cannot_be_read_is_listed(source, tmp_path, privacy):
    """Each says what is wrong, without a value; the rest is done, nothing is half written."""
    wrong = {
        "1.json": (f'{{"m": "{NORA}"'.encode(), "not valid JSON (line 1)"),
        "2.jsonl": (f'["{NORA}"]\n["x"\n'.encode(), "not valid JSON (line 2)"),
        "3.txt": (f"{NORA} \xff".encode("latin-1"), "not UTF-8 text"),
        "4.bin": (b"\0\1\2", "not text"),
        "5.json": (f'{{"a": "{NORA}", "a": 2}}'.encode(), "the same key twice"),
        "6.json": (b"[1e999]", "a number too large"),
    }
    for name, (content, _) in wrong.items():
        (source / name).write_bytes(content)
    (source / "7.txt").symlink_to(source / "plain.json")
    (source / ".hidden").write_text(NORA)
    before = tree(source)
    done = migrate_files(source, tmp_path / "t", privacy)
    assert [failure.name for failure in done.failures] == [
        str(source / name) for name in (*wrong, "7.txt")
    ]
    for failure, (_, reason) in zip(done.failures, wrong.values(), strict=False):
        assert reason in failure.reason
    assert "a link" in done.failures[-1].reason
    assert NORA not in repr(done)
    assert (done.items, done.changed) == (11, 3)
    assert leaks(tmp_path / "t") == []
    assert sorted(tree(tmp_path / "t")) == [
        "deep/notes.md",
        "langmem.jsonl",
        "mem0.json",
        "plain.json",
    ]
    assert tree(source) == before


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("c.json", "[" * 100_000 + "]" * 100_000, "nested too deep"),
        ("c.json", "[" * 600 + '"tea"' + "]" * 600, "nested too deep"),
        ("c.jsonl", '"tea"\n' + "[" * 100_000 + "]" * 100_000 + "\n", "nested too deep"),
        ("c.json", "9" * 5000, "a number too large to be kept"),
    ],
)
def test_what_is_too_deep_or_too_long_is_listed(source, tmp_path, privacy, name, content, reason):
    """One such file does not end the migration of the others."""
    alone = migrate_files(source, tmp_path / "alone", privacy)
    (source / name).write_text(content)
    done = migrate_files(source, tmp_path / "target", privacy)
    (failure,) = done.failures
    assert reason in failure.reason
    assert done.changed == alone.changed
    assert leaks(tmp_path / "target") == []


def test_stop_at_the_first(source, privacy):
    """With `stop` the first failure ends it, and its error holds no value and no cause."""
    (source / "a.json").write_text(f'["{NORA}')
    with pytest.raises(ValueError, match="item 1: not valid JSON") as caught:
        migrate_files(source, None, privacy, on_error="stop")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


class Failing:
    """An extractor that fails on some texts."""

    def __init__(self, word):
        self.word, self.rules = word, RuleExtractor()

    def extract(self, text, *, role="user", real_name=None):
        if self.word in text:
            raise OSError(text)
        return self.rules.extract(text, role=role, real_name=real_name)


def test_a_detector_that_fails(source, tmp_path):
    """The file stays where it is, whole and raw; the others are done."""
    privacy = MemPrivacy(extractor=Failing("jasmine"), vault=MemoryVault())
    done = migrate_files(source, None, privacy)
    assert [Path(failure.name).name for failure in done.failures] == ["notes.md"]
    assert (source / "deep/notes.md").read_text() == TEXT
    assert done.changed == 2
    with pytest.raises(ExtractorError):
        migrate_files(source, None, privacy, on_error="stop")


def test_a_vault_that_fails_ends_it(source):
    """Without a vault nothing is written."""
    vault = MemoryVault()
    privacy = MemPrivacy(vault=vault)
    before = tree(source)
    vault.close()
    with pytest.raises(VaultError):
        migrate_files(source, None, privacy)
    assert tree(source) == before


def test_nothing_is_written_over(source, tmp_path, privacy):
    """Another content under the name of a result stays, and is listed."""
    (tmp_path / "t").mkdir()
    (tmp_path / "t/mem0.json").write_text("mine")
    done = migrate_files(source, tmp_path / "t", privacy)
    (failure,) = done.failures
    assert failure.name == str(source / "mem0.json")
    assert failure.reason == "the target has something else under its name"
    assert (tmp_path / "t/mem0.json").read_text() == "mine"
    assert migrate_files(source, tmp_path / "t", privacy).unchanged == 3


@pytest.mark.parametrize(
    ("source_", "target"), [("s", "s"), ("s", "s/in"), ("s/in", "s"), ("s", "f"), ("no", None)]
)
def test_ends_that_do_not_fit(tmp_path, privacy, source_, target):
    """Nested, equal, of two kinds, missing: refused before anything is read."""
    (tmp_path / "s/in").mkdir(parents=True)
    (tmp_path / "f").touch()
    with pytest.raises(ValueError, match="migrate: "):
        migrate_files(tmp_path / source_, target and tmp_path / target, privacy)


def test_the_mode_of_a_file_stays(tmp_path, privacy):
    """A private file does not become readable to others, a readable one not private."""
    for name, mode in (("a.txt", 0o600), ("b.txt", 0o644)):
        (tmp_path / name).write_text(f"Mail {NORA}")
        (tmp_path / name).chmod(mode)
        migrate_files(tmp_path / name, None, privacy)
        assert (tmp_path / name).stat().st_mode & 0o777 == mode


def test_progress_goes_up_to_the_end(source, privacy):
    """Never back, and to all there is."""
    seen = []
    migrate_files(source, None, privacy, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
    assert seen[-1][0] == seen[-1][1]


# --- interruptions

CRASHING = """
import os, sys
from pathlib import Path
from langchain_memprivacy import MemPrivacy, RuleExtractor, SQLiteVault
from langchain_memprivacy.migration import migrate_files
from langchain_memprivacy.migration.forms import prepare, rewrite
from langchain_memprivacy.migration.rewriting import Rewriter
from langchain_memprivacy.policy import KEEP, PrivacyPolicy
from langchain_memprivacy.taxonomy import PrivacyLevel
folder, target, left, restore = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "restore"
def count(name, here):
    global left
    if name in {"os.rename", "os.remove", "open"} and str(folder) in os.fsdecode(here):
        left -= 1
        if left == 0:
            os._exit(9)
def hook(name, given):
    if on and given and isinstance(given[0], (str, bytes, Path)):
        count(name, given[0])
sys.addaudithook(hook)
on = False
with SQLiteVault(folder / "vault.db", key=bytes(32)) as vault:
    privacy = MemPrivacy(vault=vault, policy=PrivacyPolicy(retention={PrivacyLevel.PL4: KEEP}))
    migrate = lambda: migrate_files(folder / "source", folder / target if target else None, privacy, state=folder / "state", restore=restore)
    on = True
    done = migrate()
    on = False
print(done.resumed, done.changed, done.unchanged, len(done.failures))
"""


def crash(folder: Path, target: str, left: int, direction: str = "") -> tuple[int, str]:
    """Run a migration that ends at the n-th time it opens, renames or removes a file."""
    done = subprocess.run(
        [sys.executable, "-c", CRASHING, str(folder), target, str(left), direction],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {0, 9}, done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(("target", "name"), [("", "deep"), ("target", "deep"), ("", NORA)])
def test_it_goes_on_after_a_crash(tmp_path, target, name):
    """Killed at any moment and run again: the same result as in one go, and nothing lost."""
    write(tmp_path / "original")
    (tmp_path / "original/deep").rename(tmp_path / "original" / name)
    lines = b"".join(b'"Mail g%d.moor@brightleaf.io"\n' % i for i in range(3))
    (tmp_path / "original/m.jsonl").write_bytes(lines)
    crashes, left = 0, 3
    while True:
        folder = tmp_path / f"run-{left}"
        shutil.copytree(tmp_path / "original", folder / "source")
        code, _ = crash(folder, target, left)
        if code == 0:
            break
        crashes += 1
        code, said = crash(folder, target, 0)
        assert code == 0
        result = folder / (target or "source")
        assert leaks(result) == []
        assert len(tree(result)) == 5
        assert not (folder / "state").exists()
        assert said.split()[3] == "0"
        if target:
            assert tree(folder / "source") == tree(tmp_path / "original")
        with SQLiteVault(folder / "vault.db", key=bytes(32)) as vault:
            privacy = MemPrivacy(
                vault=vault, policy=PrivacyPolicy(retention={PrivacyLevel.PL4: KEEP})
            )
            migrate_files(result, folder / "back", privacy, restore=True)
        assert tree(folder / "back") == tree(tmp_path / "original")
        left += 7
    assert crashes > 3


def test_restoring_goes_on_after_a_crash(tmp_path):
    """Also where the text has look-alikes of placeholders, which a second pass would restore."""
    for left in range(3, 30, 9):
        folder = tmp_path / str(left)
        (folder / "source").mkdir(parents=True)
        for name in "abc":
            text = f"{name}: Mail {NORA}; <LITERAL_1> and <CITY_9> are no placeholders.\n"
            (folder / "source" / f"{name}.txt").write_text(text)
        before = tree(folder / "source")
        assert crash(folder, "", 0)[0] == 0
        assert tree(folder / "source") != before
        crash(folder, "", left, "restore")
        assert crash(folder, "", 0, "restore")[0] == 0
        assert tree(folder / "source") == before


def test_restoring_a_file_that_changes_its_name_goes_on_after_a_crash(tmp_path):
    """What has its own name back is not restored a second time."""
    text = "Mail {}; <LITERAL_2> and <CITY_9> are no placeholders.\n"
    crashes, left = 0, 3
    while True:
        folder = tmp_path / str(left)
        (folder / "source").mkdir(parents=True)
        for name in (NORA, "ann.kern@brightleaf.io"):
            (folder / "source" / f"{name}.txt").write_text(text.format(name))
        before = tree(folder / "source")
        assert crash(folder, "", 0)[0] == 0
        assert not tree(folder / "source").keys() & before.keys()
        code, _ = crash(folder, "", left, "restore")
        if code == 0:
            break
        crashes += 1
        assert crash(folder, "", 0, "restore")[0] == 0
        assert tree(folder / "source") == before
        left += 1
    assert crashes > 6


def test_look_alikes_stay_what_they_were(tmp_path):
    """A placeholder that was not issued before is text, also after a crash."""
    for left in (0, 3, 6, 9, 12, 15):
        folder = tmp_path / str(left)
        (folder / "source").mkdir(parents=True)
        for name in "abc":
            text = f"Mail {name}.moor@brightleaf.io, not <EMAIL_1>, &lt;EMAIL_2&gt;, <LITERAL_1>.\n"
            (folder / "source" / f"{name}.txt").write_text(text)
        (folder / "source/d.json").write_text(json.dumps({"<EMAIL_3>": ["[EMAIL_2]"]}))
        before = tree(folder / "source")
        crash(folder, "", left)
        assert crash(folder, "", 0)[0] == 0
        assert b"@" not in b"".join(tree(folder / "source").values())
        assert crash(folder, "", 0, "restore")[0] == 0
        assert tree(folder / "source") == before


class Stopping(RuleExtractor):
    """An extractor at which a person presses Ctrl-C after some texts."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left, self.texts = left, Counter()

    def extract(self, text, *, role="user", real_name=None):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        self.texts[text] += 1
        return super().extract(text, role=role, real_name=real_name)


def test_the_state_file(source, tmp_path):
    """It is there while work is left, private, without a value, and belongs to one migration."""
    state = tmp_path / "states" / "one"
    (source / "bad.json").write_text("[")
    privacy = MemPrivacy(vault=MemoryVault())
    assert len(migrate_files(source, None, privacy, state=state).failures) == 1
    assert state.stat().st_mode & 0o777 == 0o600
    assert find_leaks(state.read_bytes(), RAW, 6) == []
    assert b"mem0" not in state.read_bytes()
    with pytest.raises(VaultConflictError, match="another migration"):
        migrate_files(source, None, privacy, state=state, restore=True)
    with pytest.raises(VaultConflictError, match="another migration"):
        migrate_files(source, None, privacy, state=state, scope="bo")
    again = migrate_files(source, None, privacy, state=state)
    assert (again.resumed, again.changed, len(again.failures)) == (3, 0, 1)
    (source / "bad.json").write_text("[]")
    assert migrate_files(source, None, privacy, state=state).resumed == 3
    assert not state.exists()


@pytest.mark.parametrize("cut", [1, 10, 60, 120, 150, 170])
def test_a_state_file_that_was_cut_off(source, tmp_path, cut):
    """Whatever is left of it is used, or nothing; the work is done."""
    state = tmp_path / "state"
    privacy = MemPrivacy(vault=MemoryVault())
    (source / "bad.json").write_text("[")
    migrate_files(source, None, privacy, state=state)
    os.truncate(state, min(cut, state.stat().st_size - 1))
    (source / "bad.json").write_text("[]")
    done = migrate_files(source, None, privacy, state=state)
    assert (done.failures, done.changed) == ([], 0)
    assert leaks(source) == []


def test_ctrl_c(source, tmp_path):
    """An interrupted run has left only whole files, raw or rewritten; the next one ends it."""
    before = tree(source)
    for left in (1, 5, 12):
        vault = MemoryVault()
        privacy = MemPrivacy(extractor=Stopping(left), vault=vault)
        with pytest.raises(KeyboardInterrupt):
            migrate_files(source, None, privacy, state=tmp_path / "state")
        assert sorted(tree(source)) == sorted(before)
        migrate_files(source, None, MemPrivacy(vault=vault), state=tmp_path / "state")
        assert leaks(source) == []
        shutil.rmtree(source)
        write(source)


def test_each_text_is_asked_once(source):
    """Rehearsal and rewriting share what the detector said."""
    extractor = Stopping(-1)
    migrate_files(source, None, MemPrivacy(extractor=extractor, vault=MemoryVault()))
    raw = {text: n for text, n in extractor.texts.items() if "kestrel" in text}
    assert raw
    assert set(raw.values()) == {1}
