"""Exported memories in files: one file, or a folder of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path

from ..engine import PrivacyEngine
from .forms import LINES, Advance, prepare, rewrite
from .journal import Journal
from .report import Migration, OnError, Progress, Unreadable, quiet
from .rewriting import Rewriter

_ENDINGS = LINES | {
    ".json", ".txt", ".text", ".md", ".markdown", ".rst", ".csv", ".tsv", ".yaml", ".yml",
    ".xml", ".html", ".log",
}  # fmt: skip


def migrate_files(
    source: str | Path,
    target: str | Path | None,
    privacy: PrivacyEngine,
    *,
    scope: str | None = None,
    restore: bool = False,
    dry_run: bool = False,
    state: str | Path | None = None,
    on_error: OnError = "list",
    progress: Progress = quiet,
) -> Migration:
    """Desensitize exported memories: JSON, JSONL (`.jsonl`, `.ndjson`) and text files.

    Each file is written whole or not at all, and an existing file in the target is never
    written over by another content. Names of files and folders that hold private values
    become pseudonyms. What starts with a dot is left out; each file is read into memory.

    Args:
        source: A file, or a folder with all that is in it.
        target: Where the result goes, a file or folder; None rewrites in place.
        privacy: The engine. In place, values that its policy keeps in memory only
            (credentials, PL4, by default) are gone with the process.
        scope: Whose memories; the engine's own where left out.
        restore: The way back: placeholders to values.
        dry_run: Change nothing, the vault included, and count what would be changed.
        state: A file that says what is done, so that an interrupted migration goes on
            where it was; it is gone at the end. Without one, a second run looks at
            everything again, and finds what is done unchanged.
        on_error: See `OnError`.
        progress: Called with bytes done and bytes in all.

    Raises:
        ScopeError: No scope is known.
        ValueError: There is no such source, or target and source lie in one another.
        VaultConflictError: `state` is that of another migration.
        VaultError: The vault failed.
    """
    source = Path(source)
    goal = None if target is None else Path(target)
    _check(source, goal)
    whose = privacy.scope_for(scope=scope)
    rewriter = Rewriter(privacy, whose, restore=restore, dry_run=dry_run)
    job = f"files {source.resolve()} {goal and goal.resolve()} {restore} {rewriter.tag}"
    journal = Journal(None if dry_run or state is None else Path(state), job)
    looks = rewriter.look_alikes
    looks.issued = journal.start(looks.issued)
    result = Migration(dry_run=dry_run)
    files = sorted(_files(source))
    sizes = [path.lstat().st_size for path in files]
    done = 0

    def advance(part: float) -> None:
        progress(min(sum(sizes), (done + int(part * size)) // 2), sum(sizes))

    try:
        for path, size in zip(files, sizes, strict=True):
            with suppress(OSError):
                if not restore and not path.is_symlink():
                    prepare(path.read_bytes(), path.suffix.lower(), rewriter)
            done += size
            advance(0)
        for number, (path, size) in enumerate(zip(files, sizes, strict=True), 1):
            move = _Move(path, source, goal, rewriter, journal, result)
            result.attempt(number, str(path), on_error, rewriter.shown, partial(move.run, advance))
            result.items += 1
            done += size
            advance(0)
        if not result.failures:
            journal.finish()
    finally:
        journal.close()
        result.values = rewriter.settle()
    return result


class _Move:
    """One file on its way."""

    def __init__(
        self,
        path: Path,
        source: Path,
        goal: Path | None,
        rewriter: Rewriter,
        journal: Journal,
        result: Migration,
    ) -> None:
        self.path, self.in_place = path, goal is None
        self._rewriter, self._journal, self._result = rewriter, journal, result
        self._source, self._goal = source, goal
        self.place = path

    def run(self, advance: Advance) -> None:
        """Rewrite it and put it in its place."""
        if self.path.is_symlink():
            raise Unreadable("a link; migrate what it names")
        data = self.path.read_bytes()
        if self.in_place and self._journal.is_done(_result(self.path), data):
            self._result.resumed += 1  # it came here from another name
            return
        self.place = self._find_place()
        there = self.place.read_bytes() if self.place.is_file() else None
        item = os.fsencode(self.path) + (b"" if self.in_place else b"\0" + data)
        if self._journal.is_done(item, there):
            self._leave()
            self._result.resumed += 1
            return
        out = rewrite(data, self.path.suffix.lower(), self._rewriter, advance)
        moved = self.place != self.path
        if there == out or (out == data and not moved):
            self._leave()
            self._result.unchanged += 1
            return
        if moved and self.place.exists():
            raise Unreadable("the target has something else under its name")
        if not self._result.dry_run:
            came = [(_result(self.place), out)] if self.in_place and moved else []
            self._journal.note([(item, out), *came])
            _write(self.place, out, self.path)
            self._leave()
        if out == data and not self.in_place:  # a copy
            self._result.unchanged += 1
        else:
            self._result.changed += 1

    def _find_place(self) -> Path:
        # Together with an ending, a name may read as something else: `ann@kern.io.txt`.
        ending = self.path.suffix if self.path.suffix.lower() in _ENDINGS else ""
        name = self._rewriter.name(self.path.name.removesuffix(ending)) + ending
        if self.path == self._source:
            return self._goal if self._goal is not None else self.path.with_name(name)
        folders = map(self._rewriter.name, self.path.relative_to(self._source).parts[:-1])
        return Path(self._source if self._goal is None else self._goal, *folders, name)

    def _leave(self) -> None:
        """Take away what has moved."""
        if self.in_place and self.place != self.path and not self._result.dry_run:
            self.path.unlink()
            folder = self.path.parent
            with suppress(OSError):  # as soon as one is not empty
                while folder != self._source:  # their names may be private, too
                    folder.rmdir()
                    folder = folder.parent


def _result(place: Path) -> bytes:
    """Name the result of a move in the journal, apart from a source of the same path."""
    return os.fsencode(place) + b"\0"


def _check(source: Path, goal: Path | None) -> None:
    if not source.exists():
        raise ValueError("migrate: there is no such file or folder")
    if goal is None:
        return
    one, other = source.resolve(), goal.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise ValueError("migrate: source and target lie in one another; leave the target out")
    if goal.exists() and goal.is_dir() != source.is_dir():
        raise ValueError("migrate: source and target must both be files, or both folders")


def _files(source: Path) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in [*names, *links] if not name.startswith("."))


def _write(place: Path, data: bytes, like: Path) -> None:
    """Write a file whole, under a name of its own until it is."""
    place.parent.mkdir(parents=True, exist_ok=True)
    # Always the same: what a crash leaves is written over by the run after it.
    part = place.with_name(f".memprivacy-{blake2b(os.fsencode(place.name)).hexdigest()[:20]}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(like, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
