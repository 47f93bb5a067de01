"""Export and import: a vault in one file under a passphrase, for backup and moving."""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from ..errors import VaultConflictError, VaultKeyError, VaultTamperedError
from . import audit
from .connection import translated
from .crypto import Cipher, same, stretch
from .rows import EntryRow, ScopeKeys, find, select, store
from .sqlite import SQLiteVault

_MAGIC = b"memprivacy-export/1\n"
_SALT_BYTES = 16


def export_vault(
    vault: SQLiteVault, path: str | Path, passphrase: str, scope: str | None = None
) -> int:
    """Write a vault, or one scope of it, to an encrypted file.

    Values that are kept in memory only are not in it; their fingerprints and numbers
    are, so that they keep their placeholders.

    Args:
        vault: The vault.
        path: The file to write, mode 0600; an older one is replaced.
        passphrase: Opens the file (scrypt, AES-256-GCM). At least 8 characters.
        scope: Only this one.

    Returns:
        How many values are in the file.

    Raises:
        VaultError: The passphrase is too short or the file cannot be written.
    """
    if len(passphrase) < 8:
        raise VaultKeyError("export: the passphrase needs at least 8 characters")
    path = Path(path)
    salt, held = secrets.token_bytes(_SALT_BYTES), []
    with vault.writing() as raw:
        for sid, name in vault.keyring.names(raw):
            keys = vault.keyring.keys(raw, sid)
            if keys is None or scope not in {None, name}:
                continue
            rows = [
                (row._replace(scope=b"", sealed=b""), row.value(keys))
                for row in select(raw, "scope = ?", sid)
            ]
            held.append(
                {
                    "scope": name,
                    "index_key": _text(keys.index_key),
                    "issued": vault.keyring.issued(raw, sid),
                    "entries": [
                        [
                            r.type,
                            r.number,
                            r.level,
                            _text(r.fingerprint),
                            value,
                            r.created,
                            r.expires,
                        ]
                        for r, value in rows
                    ],
                }
            )
        count = sum(len(one["entries"]) for one in held)
        audit.append(raw, vault.keyring.audit_key, b"", "export", {"values": count})
    plain = json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")
    data = _MAGIC + salt + Cipher(stretch(passphrase, salt)).seal(plain, _MAGIC + salt)
    with translated(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    return count


def import_vault(vault: SQLiteVault, path: str | Path, passphrase: str) -> int:
    """Take the content of an exported file into a vault, all or nothing.

    Args:
        vault: The vault; what it holds stays.
        path: The exported file.
        passphrase: The one it was written with.

    Returns:
        How many values were new to the vault.

    Raises:
        VaultKeyError: Wrong passphrase, or the file was changed.
        VaultTamperedError: It is not an export.
        VaultConflictError: A placeholder would get a second value, or a value a second
            placeholder.
        VaultError: The file cannot be read.
    """
    held = _read(Path(path), passphrase)
    added = conflicts = 0
    with vault.writing() as raw:
        for one in held:
            sid, index = vault.keyring.scope_id(one["scope"]), _bytes(one["index_key"])
            keys = vault.keyring.keys(raw, sid) or vault.keyring.make(raw, one["scope"], index)
            issued = vault.keyring.issued(raw, sid)
            portable = same(index, keys.index_key)
            rows, agreed = [], 0
            for entry in one["entries"]:
                row, value = _row(sid, keys, entry, portable=portable)
                if row is None:
                    continue
                there = find(raw, "scope = ? AND type = ? AND number = ?", *row[:3])
                other = find(
                    raw,
                    "scope = ? AND fingerprint = ? AND type = ?",
                    sid,
                    row.fingerprint,
                    row.type,
                )
                if there is None and other is None:
                    rows.append(row.sealing(keys, value))
                elif there is None or other is None or there.number != other.number:
                    conflicts += 1
                else:
                    agreed += 1
            if not portable:
                # Another vault's numbers: whatever it issued, alive or not, has to mean here
                # what it meant there.
                shared = (min(n, issued.get(t, 0)) for t, n in one["issued"].items())
                conflicts += max(0, sum(shared) - agreed - conflicts)
            burned = {t: max(n, issued.get(t, 0)) for t, n in one["issued"].items()}
            # A number the vault issued and forgot must stay dead.
            conflicts += sum(row.number <= issued.get(row.type, 0) for row in rows)
            store(raw, rows, vault.revise(raw, sid))
            vault.keyring.store_issued(raw, sid, burned)
            added += len(rows)
        if conflicts:
            msg = (
                f"import: {conflicts} placeholders mean something else in this vault, or were "
                "forgotten in it; import into a new vault"
            )
            raise VaultConflictError(msg)
        audit.append(raw, vault.keyring.audit_key, b"", "import", {"values": added})
    return added


def _read(path: Path, passphrase: str) -> list[dict[str, Any]]:
    with translated(path):
        data = path.read_bytes()
    start = len(_MAGIC) + _SALT_BYTES
    if not data.startswith(_MAGIC) or len(data) <= start:
        msg = f"import: {path} is not an export of a vault"
        raise VaultTamperedError(msg)
    try:
        plain = Cipher(stretch(passphrase, data[len(_MAGIC) : start])).open(
            data[start:], data[:start]
        )
    except VaultTamperedError:
        plain = b""
    if not plain:
        raise VaultKeyError("import: wrong passphrase, or the file was changed")
    found: list[dict[str, Any]] = json.loads(plain.decode("utf-8", "surrogatepass"))
    return found


def _row(
    sid: bytes, keys: ScopeKeys, entry: list[Any], *, portable: bool
) -> tuple[EntryRow | None, str | None]:
    tag, number, level, print_, value, created, expires = entry
    if value is None and not portable:
        return None, None  # made with a key this scope does not have: only its number counts
    digest = _bytes(print_) if value is None else keys.fingerprint(value)
    return EntryRow(sid, tag, number, level, digest, b"", created, expires), value


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
