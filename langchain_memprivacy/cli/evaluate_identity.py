"""Which extractor it is: how a report names it, and what tells it from every other one.

A name is short and holds no path of this machine unless two would be the same; an identity
is a digest of all that decides what an extractor finds: the package's own files, the models'
folders with their contents, the libraries beside it. Scores of an earlier run count only
where the identity is the same.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDERS = frozenset({"onnx", "tagger"})
_MANIFEST = "memprivacy.json"
_CODE = frozenset({".py", ".txt", ".json", ".gz"})
_ENDPOINTS = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_HOST")
"""Where the same name of a chat model may mean another one."""


def shown(which: str, depth: int = 1) -> str:
    """Name an extractor without the folders that its models lie in.

    Args:
        which: As the option names it.
        depth: How many last parts of a model's path are kept.
    """
    return "+".join(
        f"{kind}:{'/'.join(Path(rest).resolve().parts[-depth:])}"
        if kind in _FOLDERS and rest
        else f"{kind}{colon}{rest}"
        for kind, colon, rest in _parts(which)
    )


def names(extractors: Iterable[str]) -> dict[str, str]:
    """Name several extractors, each otherwise than the others.

    Returns:
        By extractor, as the option names it, what a report calls it.

    Raises:
        ValueError: One of them is there twice.
    """
    known: dict[str, str] = {}
    for which in extractors:
        key = identity(which)
        if key in known:
            msg = f"--extractor: {shown(which)} is there twice; leave one out"
            raise ValueError(msg)
        known[key] = which
    found = {which: shown(which) for which in known.values()}
    depth = 1
    while twice := {name for name, count in Counter(found.values()).items() if count > 1}:
        depth += 1
        found |= {which: shown(which, depth) for which, name in found.items() if name in twice}
    return found


def identity(which: str) -> str:
    """Return a digest of everything that decides what an extractor finds; shows no path."""
    state = sha256(code_stamp().encode())
    for kind, _, rest in _parts(which):
        state.update(repr((kind, rest if kind not in _FOLDERS else "")).encode())
        if kind in _FOLDERS and rest:
            state.update(folder_stamp(Path(rest)).encode())
        if kind == "default" and (model := os.environ.get("MEMPRIVACY_MODEL")):
            state.update(folder_stamp(Path(model)).encode())
        if kind == "chat":
            state.update(repr([os.environ.get(name) for name in _ENDPOINTS]).encode())
    return state.hexdigest()[:16]


def folder_stamp(folder: Path) -> str:
    """Tell a model's folder and its contents from any other, without reading large files.

    The manifest counts by its text, other files by name, size and time.
    """
    folder = folder.resolve()
    state = sha256(os.fsencode(folder))
    for file in _files(folder):
        about = file.stat()
        state.update(repr((str(file.relative_to(folder)), about.st_size)).encode())
        if file.name == _MANIFEST:
            state.update(file.read_bytes())
        else:
            state.update(repr(about.st_mtime_ns).encode())
    return state.hexdigest()


@cache
def code_stamp() -> str:
    """Digest the package's own code, data and weights, and the versions beside it."""
    from ..evaluation.report import versions  # noqa: PLC0415

    package = Path(__file__).parents[1]
    state = sha256(repr(versions()).encode())
    for file in _files(package):
        place = file.relative_to(package)
        # The corpus counts as data, and what the terminal shows changes no score.
        if file.suffix in _CODE and place.parts[0] != "cli":
            state.update(str(place).encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(p[0] == "." for p in file.relative_to(folder).parts)
    )


def _parts(which: str) -> list[tuple[str, str, str]]:
    return [part.partition(":") for part in which.split("+")]
