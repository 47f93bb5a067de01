"""Vector files: blocks of `header: value` lines, told apart by blank lines; # is a comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "vectors"


@dataclass
class Vector:
    """One block: its headers in order."""

    where: str
    headers: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for head, value in self.headers if head == name]

    def one(self, name: str, default: str | None = None) -> str:
        found = self.all(name)
        if not found and default is not None:
            return default
        assert len(found) == 1, f"{self.where}: {name} must be there once"
        return found[0]


def vectors(folder: str, known: frozenset[str]) -> Iterator[Vector]:
    """Read a folder of vector files; an unknown header is an error, not a comment."""
    for path in sorted((FOLDER / folder).glob("*.txt")):
        current = None
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip():
                if current is not None:
                    yield current
                current = None
            elif not line.startswith("#"):
                head, colon, value = line.partition(":")
                if not colon or head not in known:
                    msg = f"{path.name}:{number}: unknown header {head!r}"
                    raise ValueError(msg)
                current = current or Vector(f"{path.stem}:{number}")
                current.headers.append((head, value.removeprefix(" ")))
        if current is not None:
            yield current
