"""A checkpoint: a folder on this device, or a repository of the hub that is downloaded."""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ..extractors.onnx.manifest import MANIFEST, Source
from . import hub
from .failures import ExportError
from .licences import meaning

Task = Literal["text-generation", "token-classification", "feature-extraction"]
TASKS: tuple[Task, ...] = ("text-generation", "token-classification", "feature-extraction")
Accept = bool | Callable[[Source, str], bool]
"""Whether a licence is accepted, or who decides: given the source and the licence in a line."""

_HEADS = (("ForCausalLM", "text-generation"), ("LMHeadModel", "text-generation"),
          ("ForTokenClassification", "token-classification"),
          ("ForMaskedLM", "feature-extraction"), ("Model", "feature-extraction"))  # fmt: skip
WANTED = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.jinja", "*.txt", "*.model",
          "1_Pooling/config.json", "README.md", "LICENSE*")  # fmt: skip
"""What is downloaded of a repository: no pickled weights, which can run code."""
_POOLING = "1_Pooling/config.json"
_NEVER = {"adapter_config.json"}  # it names another checkpoint, which would be loaded whole


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint on this device.

    Attributes:
        folder: Where it lies.
        source: Where it comes from.
        config: Its `config.json`.
    """

    folder: Path
    source: Source
    config: dict[str, Any]

    @property
    def architecture(self) -> str:
        """The class of the model, or an empty string."""
        names = self.config.get("architectures")
        return str(names[0]) if isinstance(names, list) and names else ""

    def task(self, asked: str | None = None) -> Task:
        """Return what it is for, as its head says.

        Raises:
            ExportError: It is for something else, or cannot be told.
        """
        name = self.architecture
        guess = next((task for end, task in _HEADS if name.endswith(end)), None)
        if asked is None and guess is None:
            msg = f"cannot tell what {name or 'the checkpoint'} is for; say --task"
            raise ExportError(msg)
        task = next(task for task in TASKS if task == (asked or guess))
        if task != "feature-extraction" and guess is not None and task != guess:
            # Loaded all the same, it would get a head of random weights.
            msg = f"{name} has no head for {task}; leave --task out, or take another checkpoint"
            raise ExportError(msg)
        return task

    @contextmanager
    def without_code(self) -> Iterator[Checkpoint]:
        """Yield the same checkpoint in a folder with nothing but weights and settings.

        Libraries run a checkpoint's Python (`custom_generate`) where they find some,
        whatever they are told; here they find none.

        Raises:
            ExportError: There is no room for the folder.
        """
        with tempfile.TemporaryDirectory(prefix="memprivacy-") as place:
            # Errors name folders: this one gets the name that the user knows.
            folder = Path(place) / self.folder.resolve().name
            try:
                folder.mkdir()
                for file in sorted(self.folder.iterdir()):
                    if file.is_file() and _wanted(file.name):
                        _link(file.resolve(), folder / file.name)
                if (self.folder / _POOLING).is_file():
                    (folder / _POOLING).parent.mkdir()
                    _link((self.folder / _POOLING).resolve(), folder / _POOLING)
            except OSError as error:
                msg = (
                    f"cannot link the checkpoint's files in the temporary folder: {error.strerror}"
                )
                raise ExportError(msg) from None
            yield replace(self, folder=folder)

    def number(self, name: str, default: int = 0) -> int:
        """Return a number of its `config.json`; the default where there is none, or no number."""
        value = self.config.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def json(self, name: str) -> dict[str, Any]:
        """Read one of its JSON files; empty where there is none."""
        try:
            data = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


def fetch(
    source: str | os.PathLike[str], *, revision: str | None = None, accept: Accept = False
) -> Checkpoint:
    """Find a checkpoint, downloading it where it is on the hub.

    Args:
        source: A folder, or the id of a repository.
        revision: Branch, tag or commit of the repository.
        accept: Whether the repository's licence is accepted; asked before the download.

    Raises:
        ExportError: There is none, it is no checkpoint, or its licence is not accepted.
    """
    folder = Path(source)
    if folder.is_dir():
        if revision is not None:
            raise ExportError("--revision is for repositories of the hub, not for folders")
        name = folder.resolve().name
        return _read(folder, Source(name, None, hub.card_licence(folder)))
    return _read(*fetch_repository(os.fspath(source), revision, accept, WANTED))


def fetch_repository(
    name: str, revision: str | None, accept: Accept, wanted: tuple[str, ...]
) -> tuple[Path, Source]:
    """Download a repository's files once its licence is accepted; see `fetch`."""
    if not hub.is_id(name):
        msg = f"there is no folder {Path(name).name}, and that is no id of the hub (owner/name)"
        raise ExportError(msg)
    found, files = hub.look_up(name, revision)
    line = meaning(found.licence)
    if not (accept(found, line) if callable(accept) else accept):
        msg = f"the licence of {name} is not accepted ({line}); accept it with --yes"
        raise ExportError(msg)
    chosen = [file for file in files if any(fnmatch.fnmatch(file, one) for one in wanted)]
    return hub.download(found, chosen), found


def _wanted(name: str) -> bool:
    return name not in _NEVER and any(fnmatch.fnmatch(name, one) for one in WANTED)


def _link(file: Path, place: Path) -> None:
    for way in (os.symlink, os.link, shutil.copyfile):
        try:
            way(file, place)
        except OSError:  # links are not for everybody, nor from one disk to another
            if way is shutil.copyfile:
                raise
        else:
            return


def _read(folder: Path, source: Source) -> Checkpoint:
    if (folder / MANIFEST).is_file():
        msg = f"{source.name} is a model folder already; use it, or get it with `model pull`"
        raise ExportError(msg)
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        config = None
    if not isinstance(config, dict):
        msg = f"{source.name} is no checkpoint: its config.json is missing or damaged"
        raise ExportError(msg)
    if not any(folder.glob("*.safetensors")):
        msg = f"{source.name} has no weights as safetensors, the only kind that is read"
        raise ExportError(msg)
    return Checkpoint(folder, source, config)
