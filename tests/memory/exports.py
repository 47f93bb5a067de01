"""Exports of memories as products write them, with values of every level; persons are made up."""

from __future__ import annotations

import json
import os
from pathlib import Path

from faces.exits.canaries import CANARIES, PLACES, sentence

from langchain_memprivacy.testing.loopback import find_leaks

MEM0 = {
    "results": [
        {
            "id": f"6f1c9c0e-8a4b-4f0e-9a51-1d2f3a4b5c{number:02d}",
            "memory": sentence(place),
            "hash": "0cc175b9c0f1b6a831c399e269772661",
            "metadata": {"category": "contact", "score": 0.25, "tags": ["work", sentence(place)]},
            "created_at": "2026-03-01T10:11:12.123456-07:00",
            "updated_at": None,
            "user_id": "u-17",
        }
        for number, place in enumerate(PLACES[:3])
    ]
}
LANGMEM = [
    {
        "namespace": ["memories", "u-17"],
        "key": "b2b7f0c1",
        "value": {"kind": "Memory", "content": {"content": sentence(place)}},
    }
    for place in PLACES[3:6]
]
TEXT = f"# Notes\n\n{sentence(PLACES[6])}\n{sentence(PLACES[7])}\nLikes jasmine tea.\n"
RAW = {label: value for label, value in CANARIES.items() if label != "PL2 as a name"}


def write(folder: Path) -> dict[str, bytes]:
    """Write an export of each form; returns what `tree` does."""
    (folder / "deep").mkdir(parents=True)
    (folder / "mem0.json").write_text(json.dumps(MEM0, indent=2) + "\n")
    lines = "".join(json.dumps(item) + "\n" for item in LANGMEM)
    (folder / "langmem.jsonl").write_text(lines)
    (folder / "deep" / "notes.md").write_text(TEXT)
    (folder / "plain.json").write_text('{"likes" : ["tea",\n "jazz"]}')
    return tree(folder)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def leaks(folder: Path) -> list:
    """Raw values and fragments of six characters in a folder: contents and names."""
    data = b"\n".join(os.fsencode(name) + b"\n" + body for name, body in tree(folder).items())
    texts = {label: value for label, value in RAW.items() if not value.isdigit()}
    digits = {label: value for label, value in RAW.items() if value.isdigit()}
    return [*find_leaks(data, texts, 6), *find_leaks(data, digits, 10)]
