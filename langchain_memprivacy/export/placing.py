"""A folder appears whole or not at all: it is written beside its place and moved there."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..extractors.onnx.manifest import MANIFEST
from .failures import ExportError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def placed(out: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield an empty folder beside `out` that takes its place when the block ends well.

    However the block ends otherwise (an error, an interrupt), the folder is removed and
    `out` is as it was.

    Args:
        out: The folder to be.
        force: Replace what is there, if it is a model folder or empty.

    Raises:
        ExportError: `out` exists, its parent does not, or the disk is full.
    """
    check_free(out, force=force)
    target = out.absolute()
    work = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        work.mkdir()
        yield work
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
    ours = out.is_dir() and not out.is_symlink()
    if not ours or (any(out.iterdir()) and not (out / MANIFEST).is_file()):
        msg = f"{out.name} is no model folder, and only those are replaced; choose another name"
        raise ExportError(msg)


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
