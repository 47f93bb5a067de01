"""The one place that talks to the hub: what a repository is, and its files."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..extractors.onnx.manifest import Source
from .failures import INSTALL, ExportError

_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")
_LICENCE = re.compile(r"^license:[ \t]*['\"]?([^'\"\s#]+)", re.MULTILINE)
_NAMED = re.compile(r"^license_name:[ \t]*['\"]?([^'\"\s#]+)", re.MULTILINE)
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(\n|\Z)", re.DOTALL)


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a repository, `owner/name`."""
    return _ID.fullmatch(text) is not None and not {"..", "."} & set(text.split("/"))


def look_up(name: str, revision: str | None) -> tuple[Source, list[str]]:
    """Ask what a repository is, without downloading it.

    Args:
        name: Its id.
        revision: Branch, tag or commit; None: its main branch.

    Returns:
        Where it comes from, with the commit and the licence of its card; the names of
        its files. Offline (`HF_HUB_OFFLINE`), what an earlier download left.

    Raises:
        ExportError: There is none, it is gated, or the hub cannot be reached.
    """
    hub = _library()
    if hub.constants.HF_HUB_OFFLINE:
        return _cached(hub, name, revision)
    try:
        info = hub.HfApi().model_info(name, revision=revision)
    except Exception as error:  # noqa: BLE001  # requests' errors, and the hub's own
        raise _failure(hub, name, error) from None
    card = info.card_data
    licence = getattr(card, "license", None) if card is not None else None
    if licence == "other":
        licence = getattr(card, "license_name", None) or licence
    files = [sibling.rfilename for sibling in info.siblings or ()]
    return Source(name, info.sha, licence if isinstance(licence, str) else None), files


def download(source: Source, wanted: Sequence[str]) -> Path:
    """Download files of a repository into the hub's cache.

    Args:
        source: As `look_up` returned it: its commit, and no later one, is taken.
        wanted: Names of files.

    Returns:
        The folder that holds them.

    Raises:
        ExportError: It was not possible.
    """
    hub = _library()
    if not sys.stderr.isatty():
        hub.utils.disable_progress_bars()  # its bars are for people
    try:
        return Path(
            hub.snapshot_download(
                source.name, revision=source.revision, allow_patterns=list(wanted)
            )
        )
    except Exception as error:  # noqa: BLE001
        raise _failure(hub, source.name, error) from None


def card_licence(folder: Path) -> str | None:
    """Read the licence that a checkpoint's `README.md` names, if it does."""
    try:
        card = (folder / "README.md").read_text("utf-8")
    except (OSError, UnicodeError):
        return None
    front = _FRONT.match(card)
    found = front and _LICENCE.search(front[1])
    if front and found and found[1] == "other":
        found = _NAMED.search(front[1]) or found
    return found[1] if found else None


def _cached(hub: Any, name: str, revision: str | None) -> tuple[Source, list[str]]:
    try:
        folder = Path(hub.snapshot_download(name, revision=revision, local_files_only=True))
    except Exception:  # noqa: BLE001
        msg = f"{name} is not in the hub's cache, and HF_HUB_OFFLINE forbids asking for it"
        raise ExportError(msg) from None
    files = [f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()]
    return Source(name, folder.name, card_licence(folder)), files


def _library() -> Any:
    try:
        import huggingface_hub  # noqa: PLC0415  # only for what is not on this device
        import huggingface_hub.constants  # noqa: PLC0415
        import huggingface_hub.errors  # noqa: PLC0415
        import huggingface_hub.utils  # noqa: PLC0415
    except ImportError:
        msg = f"huggingface-hub is not installed; {INSTALL}"
        raise ExportError(msg) from None
    return huggingface_hub


def _failure(hub: Any, name: str, error: Exception) -> ExportError:
    errors = hub.errors
    if isinstance(error, errors.GatedRepoError):
        return ExportError(f"{name} is gated: accept its terms on the hub, then `hf auth login`")
    if isinstance(error, errors.RevisionNotFoundError):
        return ExportError(f"{name} has no such revision; leave --revision out")
    if isinstance(error, errors.RepositoryNotFoundError):
        return ExportError(f"there is neither a folder nor a repository on the hub called {name}")
    if isinstance(error, OSError) and error.errno == 28:
        return ExportError("the disk is full; free some space, or set HF_HOME to another one")
    return ExportError(f"cannot get {name} from the hub ({type(error).__name__}); try again later")
