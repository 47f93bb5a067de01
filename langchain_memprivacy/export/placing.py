"""A folder appears whole or not at all: it is written beside its place and moved there."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ..extractors.onnx.manifest import MANIFEST, ModelFolderError, listed
from .failures import ExportError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_SYSTEM_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_YOUNG = 60  # seconds in which a folder may not be locked yet
_ABANDONED = 7 * 24 * 3600  # seconds, where folders cannot be locked
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def placed(out: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield an empty folder beside `out` that takes its place when the block ends well.

    However the block ends otherwise (an error, an interrupt, SIGTERM or SIGHUP), the folder
    is removed and `out` is as it was. What a process that was killed has left beside `out`
    is removed first.

    Args:
        out: The folder to be.
        force: Replace what is there, if it is a model folder and nothing else, or empty.

    Raises:
        ExportError: `out` exists, its parent does not, or the disk is full.
    """
    check_free(out, force=force)
    target = out.absolute()
    work = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _ended_by_signals():
            _sweep(target)
            work.mkdir()
            with _locked(work):
                yield work
            check_free(out, force=force)  # minutes have passed
            _move(work, target)
    except OSError as error:
        if error.errno in _FULL:
            raise ExportError("the disk is full; free some space, or choose another OUT") from None
        msg = f"cannot write beside {out.name}: {error.strerror or type(error).__name__}"
        raise ExportError(msg) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_free(out: Path, *, force: bool) -> None:
    """Refuse a place that is taken, before any work is done; see `placed`."""
    if not out.absolute().name:
        raise ExportError("OUT must name a folder")
    if not out.absolute().parent.is_dir():
        msg = f"there is no folder to put {out.name} in; make its parent first"
        raise ExportError(msg)
    if not os.path.lexists(out):
        return
    if not force:
        msg = f"{out.name} exists already; choose another name, or --force to replace it"
        raise ExportError(msg)
    if not out.is_dir() or out.is_symlink() or not _only_ours(out):
        msg = (
            f"{out.name} is no model folder, or holds more than one, and what holds more is never "
            "replaced; choose another name"
        )
        raise ExportError(msg)


def check_apart(source: Path, out: Path) -> None:
    """Refuse a checkpoint in the folder that is to be replaced.

    Raises:
        ExportError: `source` is a folder in `out`, or `out` itself.
    """
    if source.is_dir() and source.resolve().is_relative_to(out.resolve()):
        msg = f"the checkpoint lies in {out.name}, which would be replaced; choose another OUT"
        raise ExportError(msg)


def _only_ours(folder: Path) -> bool:
    """Tell whether a folder holds the files of its manifest, and no others."""
    names = {
        (Path(place) / name).relative_to(folder).as_posix()
        for place, folders, files in os.walk(folder)
        for name in (*files, *(one for one in folders if (Path(place) / one).is_symlink()))
        if name not in _SYSTEM_FILES
    }
    if not names <= {MANIFEST}:
        try:
            names -= {MANIFEST, *listed(folder)}
        except ModelFolderError:
            return False
    return names <= {MANIFEST}


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end this process as an error does, so that nothing is left."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    kept = []
    if threading.current_thread() is threading.main_thread():  # no other thread may ask for them
        for number in (getattr(signal, name) for name in names):
            if signal.getsignal(number) is signal.SIG_DFL:  # else the program has its own way
                kept.append(number)
                signal.signal(number, _end)
    try:
        yield
    finally:
        for number in kept:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Lock a folder as long as this process lives; False where it is locked already."""
    if fcntl is None:
        yield time.time() - folder.stat().st_mtime > _ABANDONED
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _sweep(target: Path) -> None:
    """Remove what exports to the same place have left that were killed."""
    left = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}\.(part|old)")
    for path in target.parent.iterdir():
        named = left.fullmatch(path.name)
        # Killed between two renames, it left the only copy of a model there.
        if named is None or path.is_symlink() or (named[1] == "old" and not target.exists()):
            continue
        try:
            if time.time() - path.stat().st_mtime > _YOUNG:
                with _locked(path) as free:
                    if free:
                        shutil.rmtree(path, ignore_errors=True)
        except OSError:  # another process was faster
            continue


def _move(work: Path, target: Path) -> None:
    if not target.exists():
        work.replace(target)
        return
    old = work.with_suffix(".old")
    target.replace(old)
    try:
        work.replace(target)
    except BaseException:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
