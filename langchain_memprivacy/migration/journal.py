"""The state file of a migration: what is done, so that an interrupted run goes on there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from ..errors import VaultConflictError
from .report import Unreadable

_HEAD = "memprivacy migration 1"
_BEGAN = "began"


class Journal:
    """Notes each item before it is written, with a digest of what it becomes.

    An item is done where its place holds just that: so a run that was cut off between
    note and writing does the item, and one that was cut off right after does not do it
    twice. The file holds keyed digests and the numbers issued so far, and goes when all is done.

    Args:
        path: The file, mode 0600; None keeps no state.
        job: What is migrated where; a state file of another job is refused.

    Raises:
        VaultConflictError: It is the state of another migration.
    """

    def __init__(self, path: Path | None, job: str) -> None:
        self._path = path
        self._key = secrets.token_bytes(32)
        self._done: dict[str, str] = {}
        self._cut = False
        self._file = -1
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        lines = path.read_text("ascii", "replace").split("\n")
        if len(lines) < 2:  # new, or cut off in its very first line
            os.ftruncate(self._file, 0)
            self._write([f"{_HEAD} {self._key.hex()} {self._digest(job.encode())}"])
            return
        head, _, rest = lines[0].rpartition(" ")
        title, _, key = head.rpartition(" ")
        self._key = bytes.fromhex(key) if title == _HEAD else self._key
        if rest != self._digest(job.encode()):
            self.close()
            msg = f"migrate: {path} is the state of another migration; name another file"
            raise VaultConflictError(msg)
        self._cut = bool(lines[-1])
        if self._cut:  # in the middle of a line
            os.ftruncate(self._file, len("\n".join(lines[:-1])) + 1)
        self._done = dict(line.split(" ", 1) for line in lines[1:-1] if " " in line)

    def is_done(self, item: bytes, found: bytes | None) -> bool:
        """Tell whether an item was done.

        Args:
            item: What names it.
            found: What its place holds now, None where there is nothing.
        """
        said = self._done.get(self._digest(item)) if self._done else None
        return found is not None and said == self._digest(found)

    def note(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Note items, each with what its place is about to hold; durable when it returns."""
        if self._file >= 0:
            self._write([f"{self._digest(item)} {self._digest(out)}" for item, out in items])

    def start(self, issued: Mapping[str, int]) -> dict[str, int]:
        """Note the numbers issued before it all began; returns those of the first run.

        Where lines were lost, what they said was done would be taken for look-alikes: then
        all that is issued by now counts as issued before.
        """
        if self._file >= 0 and (self._cut or _BEGAN not in self._done):
            numbers = ",".join(f"{tag}:{number}" for tag, number in issued.items())
            self._write([f"{_BEGAN} {numbers}"])
            return dict(issued)
        parts = (part.split(":") for part in self._done.get(_BEGAN, "").split(",") if part)
        return {tag: int(number) for tag, number in parts} if self._file >= 0 else dict(issued)

    def finish(self) -> None:
        """Take the file away: there is nothing to go on with."""
        self.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, lines: list[str]) -> None:
        data = "".join(f"{line}\n" for line in lines).encode()
        if os.write(self._file, data) != len(data):
            raise Unreadable("the state file could not be written")
        os.fsync(self._file)

    def _digest(self, data: bytes) -> str:
        return blake2b(data, key=self._key, digest_size=16).hexdigest()
