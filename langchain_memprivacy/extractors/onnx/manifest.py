"""A model is a folder with a manifest, `memprivacy.json`: what it is, how it is asked, its files.

The prompt, the labels and the licence belong to a model, not to this package; the sizes and
digests of the files show a damaged copy before it is asked, for a model with flipped bits
loads and answers nonsense.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self

from ...errors import ExtractorError
from ...taxonomy import PrivacyLevel
from . import contents, fields

MANIFEST = "memprivacy.json"
FORMAT = 1
PLACE = "{real_name}"
"""Where the user's name goes in a prompt; other braces are text."""

Kind = Literal["generator", "tagger", "encoder"]
KINDS = ("generator", "tagger", "encoder")
_CHUNK = 1 << 20


class ModelFolderError(ExtractorError, ValueError):
    """A model folder is missing, damaged, of another kind, or from a newer release."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a model comes from.

    Attributes:
        name: A hub id, or the name (never the path) of the folder it was made from.
        revision: The commit on the hub, where there is one.
        licence: The licence of the weights as their card names it, where it does.
    """

    name: str
    revision: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a generator is asked: `before`, the text with the name filled in, JSON, `after`.

    Attributes:
        text: What the file holds: the rules, `{real_name}` once, ending where the JSON begins.
        before: What the chat template puts before the user's turn.
        after: What it puts after it, up to where the answer begins.
        ascii: Whether the JSON escapes all but ASCII (backslash, u, digits).
        file: The name of the file in the folder.
        sha256: The digest of the file.
    """

    text: str = field(repr=False)
    before: str = ""
    after: str = ""
    ascii: bool = False
    file: str = "prompt.txt"
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.text.count(PLACE) != 1:
            msg = f"the prompt must hold {PLACE} once, not {self.text.count(PLACE)} times"
            raise ModelFolderError(msg)


@dataclass(frozen=True, slots=True)
class Label:
    """What a tagger's label stands for; `type` is None for labels that are not private."""

    type: str | None
    level: PrivacyLevel | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of the folder: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on disk, as its manifest describes it.

    Get one with `ModelFolder.open`; construct one to write a manifest (`save`).

    Attributes:
        path: The folder.
        kind: `generator` (writes JSON), `tagger` (labels tokens) or `encoder` (vectors).
        source: Where it comes from.
        architecture: The class of the checkpoint, `Qwen3ForCausalLM`.
        precision: Of the weights: `int4`, `int8`, `fp16` or `fp32`.
        options: What the export was asked for, beyond the precision.
        versions: Of the libraries that wrote it.
        created: When, in UTC, as ISO 8601.
        context: The most tokens it can read and write.
        vocabulary: How many logits it gives.
        layers: Transformer layers.
        kv_heads: Heads of keys and values in each layer.
        head_size: Numbers in one head.
        prompt: How a generator is asked; None for others.
        types: The labels of types that a generator may answer.
        level: Whether a span's level follows from its `type`, or the `model` chooses it.
        end: Tokens that end an answer.
        labels: What a tagger's labels stand for.
        pooling: How an encoder makes one vector: `mean` or `cls`.
        files: All files but the manifest, by name.
        parity: How near it came to the original when it was exported.
    """

    path: Path
    kind: Kind
    source: Source
    architecture: str = ""
    precision: str = "fp32"
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    context: int = 4096
    vocabulary: int = 0
    layers: int = 0
    kv_heads: int = 0
    head_size: int = 0
    prompt: Prompt | None = None
    types: tuple[str, ...] = ()
    level: Literal["type", "model"] = "type"
    end: tuple[str, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)
    pooling: str | None = None
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    parity: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, verify: bool = True, kind: Kind | None = None
    ) -> Self:
        """Read a folder's manifest and check its files.

        Args:
            path: The folder.
            verify: Read every file and compare its digest, too (about a second per GB);
                else only names and sizes are checked.
            kind: The kind it must be of.

        Raises:
            ModelFolderError: The folder, its manifest or a file is missing, damaged, of
                another kind, or written by a newer release.
        """
        model = cls.read(path)
        if kind is not None and model.kind != kind:
            msg = f"model folder {model.path.name} holds a {model.kind}, not a {kind}"
            raise ModelFolderError(msg)
        model.check(verify=verify)
        return model

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read a folder's manifest and prompt, and look at no other file; see `open`.

        Raises:
            ModelFolderError: The folder, its manifest or its prompt is missing, damaged,
                or written by a newer release.
        """
        folder = Path(path)
        manifest = _read(folder)
        with fields.faults(ModelFolderError, f"model folder {folder.name}"):
            return cls(path=folder, **_parse(folder, manifest))

    def file(self, name: str) -> Path:
        """Return the path of a listed file.

        Raises:
            ModelFolderError: The manifest does not list it.
        """
        if name not in self.files:
            msg = f"model folder {self.path.name} has no {name}; export it again"
            raise ModelFolderError(msg)
        return self.path / name

    def check(self, *, verify: bool = True) -> None:
        """Check that the files are those that the manifest lists; see `open`."""
        for name in self.files:
            if fault := self.fault(name, verify=verify):
                msg = f"model folder {self.path.name}: {fault}"
                raise ModelFolderError(msg)
        if fault := self.foreign():
            msg = f"model folder {self.path.name}: {fault}"
            raise ModelFolderError(msg)

    def foreign(self) -> str | None:
        """Say in a line what a runtime would read that no export writes; None where nothing."""
        if contents.GRAPH in self.files:
            fault = contents.graph_fault(self.path / contents.GRAPH, self.files)
            if fault is not None:
                return fault
        # The runtime reads it whether the manifest lists it or not.
        settings = self.path / contents.CONFIG
        if self.kind != "generator" or not os.path.lexists(settings):
            return None
        if contents.CONFIG not in self.files:
            return f"{contents.CONFIG} is not of the model; get the model again"
        return contents.settings_fault(settings, {
            "context": self.context, "vocabulary": self.vocabulary, "layers": self.layers,
            "kv_heads": self.kv_heads, "head_size": self.head_size,
        })  # fmt: skip

    def fault(self, name: str, *, verify: bool = True) -> str | None:
        """Say in a line what is wrong with a listed file; None where nothing is."""
        path, record = self.path / name, self.files[name]
        try:
            size = path.stat().st_size if path.is_file() else None
            if size == record.size and (not verify or _digest(path) == record.sha256):
                return None
        except OSError as error:
            return f"cannot read {name}: {error.strerror}"
        return f"{name} is {'missing' if size is None else 'damaged'}; get the model again"

    @property
    def digest(self) -> str:
        """Identify the model and the way it is asked, as 64 hexadecimal characters."""
        asked = asdict(self.prompt) if self.prompt else None
        files = {name: record.sha256 for name, record in sorted(self.files.items())}
        return hashlib.sha256(json.dumps([files, asked]).encode()).hexdigest()

    def save(self) -> Self:
        """Write prompt and manifest into the folder, listing all files that are there.

        Returns:
            The same with `files` as they are now.
        """
        prompt = self.prompt
        if prompt is not None:
            data = prompt.text.encode()
            (self.path / prompt.file).write_bytes(data)
            prompt = replace(prompt, sha256=hashlib.sha256(data).hexdigest())
        names = sorted(
            file.relative_to(self.path).as_posix()
            for file in self.path.rglob("*")
            if file.is_file() and file != self.path / MANIFEST
        )
        files = {
            name: FileRecord((self.path / name).stat().st_size, _digest(self.path / name))
            for name in names
        }
        saved = replace(self, prompt=prompt, files=files)
        new = self.path / f"{MANIFEST}.new"
        new.write_text(json.dumps(saved.as_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        new.replace(self.path / MANIFEST)
        return saved

    def as_dict(self) -> dict[str, Any]:
        """Return what the manifest holds, as JSON values."""
        data: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        del data["path"]
        data |= {"types": list(self.types), "end": list(self.end)}
        if data["prompt"] is None:
            del data["prompt"]
        else:
            del data["prompt"]["text"]
        for label in data["labels"].values():
            label["level"] = label["level"] and str(label["level"])
        return data


def licence_of(path: str | os.PathLike[str]) -> str | None:
    """Return the licence that a folder's manifest names, whatever else is there.

    Raises:
        ModelFolderError: As `listed` does.
    """
    folder = Path(path)
    manifest = _read(folder)
    with fields.faults(ModelFolderError, f"model folder {folder.name}"):
        return fields.maybe_text(fields.mapping(manifest, "source"), "licence")


def listed(path: str | os.PathLike[str]) -> list[str]:
    """Return the names of the files that a folder's manifest lists, whether they are there.

    Raises:
        ModelFolderError: There is no manifest, or none that can be read; see `ModelFolder.open`.
    """
    folder = Path(path)
    manifest = _read(folder)
    with fields.faults(ModelFolderError, f"model folder {folder.name}"):
        return [fields.inside(name) for name in fields.mapping(manifest, "files")]


def _read(folder: Path) -> dict[str, Any]:
    """Read the manifest as JSON; its version comes first, for the rest depends on it."""
    if not folder.is_dir():
        msg = f"there is no model folder at {folder}; `memprivacy model export` makes one"
        raise ModelFolderError(msg)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes().decode())
    except FileNotFoundError:
        msg = f"{folder.name} holds no {MANIFEST}: no model folder; export the checkpoint first"
        raise ModelFolderError(msg) from None
    except OSError as error:
        msg = f"model folder {folder.name}: cannot read {MANIFEST}: {error.strerror}"
        raise ModelFolderError(msg) from None
    except (ValueError, RecursionError):
        manifest = None
    version = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        msg = f"model folder {folder.name}: {MANIFEST} is damaged; get the model again"
        raise ModelFolderError(msg)
    if version > FORMAT:
        msg = (
            f"model folder {folder.name} was written by a newer release (format {version}); "
            "upgrade langchain-memprivacy"
        )
        raise ModelFolderError(msg)
    return dict(manifest)


def _parse(folder: Path, data: dict[str, Any]) -> dict[str, Any]:
    """Turn the manifest's JSON into the arguments of `ModelFolder`."""
    source = fields.mapping(data, "source")
    files = fields.mapping(data, "files")
    kind = fields.choice(data, "kind", KINDS)
    parsed: dict[str, Any] = {
        "kind": kind,
        "source": Source(
            fields.shown(source, "name"),
            fields.maybe_text(source, "revision"),
            fields.maybe_text(source, "licence"),
        ),
        **{name: fields.text(data, name) for name in ("architecture", "precision", "created")},
        **{name: fields.mapping(data, name) for name in ("options", "versions", "parity")},
        **{
            name: fields.whole(data, name, least=1 if name == "context" else 0)
            for name in ("context", "vocabulary", "layers", "kv_heads", "head_size")
        },
        "types": fields.texts(data, "types"),
        "level": fields.choice(data, "level", ("type", "model"), default="type"),
        "end": fields.texts(data, "end"),
        "pooling": fields.maybe_text(data, "pooling"),
        "labels": {
            name: Label(
                fields.maybe_text(label, "type"),
                PrivacyLevel[fields.choice(label, "level", tuple(PrivacyLevel.__members__))]
                if label.get("level") is not None
                else None,
            )
            for name, label in fields.mappings(data, "labels")
        },
        "files": {
            fields.inside(name): FileRecord(
                fields.whole(record, "size"), fields.text(record, "sha256")
            )
            for name, record in fields.mappings(data, "files")
        },
    }
    if kind == "generator":
        parsed["prompt"] = _prompt(folder, fields.mapping(data, "prompt"), files)
    return parsed


def _prompt(folder: Path, data: dict[str, Any], files: dict[str, Any]) -> Prompt:
    name, digest = fields.inside(fields.text(data, "file")), fields.text(data, "sha256")
    try:
        content = (folder / name).read_bytes()
    except OSError:
        msg = f"model folder {folder.name}: {name} is missing; get the model again"
        raise ModelFolderError(msg) from None
    # Short, and it decides what is found: its digest is compared even without `verify`.
    if name not in files or hashlib.sha256(content).hexdigest() != digest:
        msg = f"model folder {folder.name}: {name} is damaged; get the model again"
        raise ModelFolderError(msg)
    return Prompt(
        text=content.decode(),
        before=fields.text(data, "before"),
        after=fields.text(data, "after"),
        ascii=fields.flag(data, "ascii"),
        file=name,
        sha256=digest,
    )


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
