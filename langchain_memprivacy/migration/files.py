"""Exported memories in files: one file, or a folder of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..engine import PrivacyEngine
from .forms import Advance, prepare, rewrite
from .journal import Journal
from .report import Migration, OnError, Progress, Unreadable, quiet
from .rewriting import Rewriter


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
            with result.item(number, str(path), on_error, rewriter.shown):
                _Move(path, source, goal, rewriter, journal, result).run(advance)
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
        if path == source:
            self.place = goal if goal is not None else path.with_name(rewriter.name(path.name))
        else:
            names = map(rewriter.name, path.relative_to(source).parts)
            self.place = Path(source if goal is None else goal, *names)

    def run(self, advance: Advance) -> None:
        """Rewrite it and put it in its place."""
        if self.path.is_symlink():
            raise Unreadable("a link; migrate what it names")
        data = self.path.read_bytes()
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
            self._journal.note([(item, out)])
            _write(self.place, out, self.path)
            self._leave()
        self._result.changed += 1

    def _leave(self) -> None:
        """Take away what has moved."""
        if self.in_place and self.place != self.path and not self._result.dry_run:
            self.path.unlink()


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
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".memprivacy-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(like, name)
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)
