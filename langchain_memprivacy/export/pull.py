"""`pull_model`: a model folder that somebody exported and put on the hub."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from ..extractors.onnx.manifest import (
    MANIFEST,
    ModelFolder,
    ModelFolderError,
    Source,
    licence_of,
    listed,
)
from . import hub
from .checkpoints import Accept
from .failures import ExportError
from .generator import Progress
from .licences import meaning
from .placing import check_free, placed


def pull_model(
    name: str,
    out: str | os.PathLike[str],
    *,
    revision: str | None = None,
    accept: Accept = False,
    force: bool = False,
    progress: Progress | None = None,
) -> ModelFolder:
    """Download a model folder from the hub, and check each of its files.

    Args:
        name: The id of a repository that holds an exported model (`memprivacy.json`).
        out: The folder to make.
        revision: Branch, tag or commit.
        accept: Whether its licence is accepted, or a callable that decides, given its
            `Source` and the licence in a line; asked before the download, and once more
            where the manifest names another licence than the repository's card.
        force: Replace a model folder at `out` that holds nothing else.
        progress: Called with what is being done, steps done, and steps in all.

    Returns:
        The new folder.

    Raises:
        ExportError: It is not possible; nothing is left behind.
        ModelFolderError: What was downloaded is damaged.
    """
    target = Path(out)
    check_free(target, force=force)
    if not hub.is_id(name):
        raise ExportError("pull takes the id of a repository on the hub, owner/name")
    source, files = hub.look_up(name, revision)
    if MANIFEST not in files:
        msg = f"{name} holds no exported model; make one of it with `memprivacy model export`"
        raise ExportError(msg)
    _ask(source, accept)
    told = progress or (lambda *_: None)
    # The manifest first: it says what else belongs to the model.
    first = hub.download(source, [MANIFEST])
    wanted, recorded = listed(first), licence_of(first)
    if recorded is not None and recorded != source.licence:
        _ask(replace(source, licence=recorded), accept)  # a card may be careless
    if missing := set(wanted) - set(files):
        msg = f"{name} is not complete: it lacks {min(missing)}; ask its authors"
        raise ModelFolderError(msg)
    names = [MANIFEST, *wanted]
    folder = hub.download(source, names)
    with placed(target, force=force) as work:
        for number, file in enumerate(names):
            (work / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / file, work / file)
            told("pulling", number + 1, len(names))
        ModelFolder.open(work)
    return ModelFolder.open(target, verify=False)


def _ask(source: Source, accept: Accept) -> None:
    line = meaning(source.licence)
    if not (accept(source, line) if callable(accept) else accept):
        msg = f"the licence of {source.name} is not accepted ({line}); accept it with --yes"
        raise ExportError(msg)
