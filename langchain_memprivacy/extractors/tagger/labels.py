"""What the labels of a token classifier stand for: types, levels, and where a span begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from ...taxonomy import PrivacyLevel, type_level, type_tag
from ..onnx.manifest import Label, ModelFolder, ModelFolderError

_L = PrivacyLevel

DEFAULT_LABELS: Mapping[str, tuple[str, PrivacyLevel]] = {
    "private_person": ("REAL_NAME", _L.PL2),
    "private_address": ("DETAILED_ADDRESS", _L.PL2),
    "private_email": ("EMAIL", _L.PL2),
    "private_phone": ("PHONE_NUMBER", _L.PL2),
    "private_url": ("NETWORK_IDENTIFIER", _L.PL2),
    "private_date": ("IDENTITY_BACKGROUND", _L.PL2),
    "account_number": ("FINANCIAL_ACCOUNT", _L.PL3),
    "secret": ("KEY", _L.PL4),
}
"""Labels of privacy filters with eight classes; the 28 standard types are known by their names."""

_BEGIN, _END = "BSU", "ESLU"
"""Prefixes of the schemes BIO, BIOES and BILOU that begin a span, and that end one."""


class Column(NamedTuple):
    """One output of the classifier.

    Attributes:
        entity: Number of its row in `Scheme.entities`; -1 where it is not private.
        begins: Whether a span begins with a token of it.
        ends: Whether a span ends with one.
    """

    entity: int
    begins: bool = False
    ends: bool = False


class Scheme(NamedTuple):
    """All labels of a classifier.

    Attributes:
        columns: One for each output, in order.
        entities: The type and level of each entity.
    """

    columns: tuple[Column, ...]
    entities: tuple[tuple[str, PrivacyLevel], ...]


def scheme(model: ModelFolder) -> Scheme:
    """Read a folder's labels: `B-EMAIL`, `I-EMAIL`, `S-EMAIL` or plain `EMAIL`, and `O`.

    The manifest's `labels` say what a label stands for, with or without its prefix; then
    `DEFAULT_LABELS`, then the names and aliases of the standard types.

    Raises:
        ModelFolderError: A label has no type: what it stands for would pass unseen.
    """
    entities: dict[str, tuple[str, PrivacyLevel]] = {}
    columns = []
    for label in _names(model):
        prefix, name = _split(label)
        grade = _grade(model, label, name)
        if grade is None:
            columns.append(Column(-1))
            continue
        entities.setdefault(name, grade)
        place = list(entities).index(name)
        columns.append(Column(place, prefix in _BEGIN, prefix in _END))
    return Scheme(tuple(columns), tuple(entities.values()))


def _names(model: ModelFolder) -> list[str]:
    """Return the labels in the order of the outputs, as the checkpoint's configuration has them."""
    try:
        names = json.loads(model.file("config.json").read_text("utf-8"))["id2label"]
        return [str(names[str(at)]) for at in range(len(names))]
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"model folder {model.path.name}: config.json has no complete id2label"
        raise ModelFolderError(msg) from None


def _split(label: str) -> tuple[str, str]:
    """Split `B-EMAIL` into `B` and `EMAIL`; a plain label has the prefix `-`."""
    if len(label) > 2 and label[1] in "-_" and label[0] in "BIESLUM":
        return label[0], label[2:]
    return "-", label


def _grade(model: ModelFolder, label: str, name: str) -> tuple[str, PrivacyLevel] | None:
    for known in (label, name):
        if known in model.labels:
            return _given(model.labels[known])
    if label.upper() in {"O", "OUTSIDE", "NONE"}:
        return None
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in DEFAULT_LABELS:
        return DEFAULT_LABELS[folded]
    tag = type_tag(name)
    level = type_level(tag)
    if level is None:
        msg = f"model folder {model.path.name}: the manifest's labels say no type for {label!r}"
        raise ModelFolderError(msg)
    return tag, level


def _given(label: Label) -> tuple[str, PrivacyLevel] | None:
    if label.type is None:
        return None
    tag = type_tag(label.type)
    # A type of the model's own without a level is handled as if it did harm.
    return tag, label.level or type_level(tag) or PrivacyLevel.PL3
