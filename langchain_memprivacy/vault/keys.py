"""Where the master key comes from: given, environment, OS keyring, or a private file.

A key is 32 bytes, written as 44 characters of URL-safe base64. A source may hold
several, the current one first, so that an interrupted rotation loses nothing.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import logging
import os
import stat
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from platformdirs import user_config_path, user_data_path

from ..errors import VaultKeyError
from .crypto import KEY_BYTES, new_key

ENV_KEY = "MEMPRIVACY_KEY"
ENV_KEY_FILE = "MEMPRIVACY_KEY_FILE"
ENV_VAULT = "MEMPRIVACY_VAULT"
_APP = "memprivacy"
_log = logging.getLogger(__name__)

Key = bytes | str


def default_vault_path() -> Path:
    """Return `$MEMPRIVACY_VAULT`, else a file in the user's data folder."""
    given = os.environ.get(ENV_VAULT)
    return Path(given) if given else user_data_path(_APP) / "vault" / "vault.db"


def default_key_path() -> Path:
    """Return `$MEMPRIVACY_KEY_FILE`, else a file in the user's config folder, apart from data."""
    given = os.environ.get(ENV_KEY_FILE)
    return Path(given) if given else user_config_path(_APP) / "keys" / "vault.key"


def encode_key(key: bytes) -> str:
    """Write a key as text."""
    return base64.urlsafe_b64encode(key).decode()


def decode_key(key: Key) -> bytes:
    """Read a key from its text, or check its bytes.

    Raises:
        VaultKeyError: It is not a key of 32 bytes.
    """
    raw = b""
    if isinstance(key, bytes) and len(key) == KEY_BYTES:
        return key
    text = key if isinstance(key, str) else key.decode("ascii", "replace")
    try:
        raw = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise VaultKeyError(
            "vault key: expected 32 bytes as 44 characters of base64; "
            "make one with `memprivacy vault keygen`"
        )
    return raw


class KeySource(Protocol):
    """A place that keeps the keys of a vault, the current one first."""

    where: str

    def read(self) -> list[bytes]:
        """Return the keys, none where there are none yet."""
        ...

    def write(self, keys: Sequence[bytes]) -> None:
        """Replace the keys, all at once."""
        ...


class GivenKeys:
    """Keys handed over in code or by the environment; they cannot be replaced from here."""

    def __init__(self, keys: Sequence[Key], where: str = "the given key") -> None:
        self.where = where
        self._keys = [decode_key(key) for key in keys]
        if not self._keys:
            msg = f"vault key: {where} is empty; make one with `memprivacy vault keygen`"
            raise VaultKeyError(msg)

    def read(self) -> list[bytes]:
        """See `KeySource.read`."""
        return list(self._keys)

    def write(self, keys: Sequence[bytes]) -> None:
        """Take over the keys for this process only."""
        self._keys = list(keys)


class KeyFile:
    """A file of mode 0600, one key a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)

    def read(self) -> list[bytes]:
        """See `KeySource.read`.

        Raises:
            VaultKeyError: The file is unreadable, holds no key, or others may read it.
        """
        try:
            if not self.path.exists():
                return []
            if os.name == "posix" and stat.S_IMODE(self.path.stat().st_mode) & 0o077:
                msg = f"vault key: others may read {self.path}; run: chmod 600 {self.path}"
                raise VaultKeyError(msg)
            lines = self.path.read_text("ascii", "replace").split()
        except OSError as error:
            msg = f"vault key: cannot read {self.path}: {error.strerror}"
            raise VaultKeyError(msg) from None
        if not lines:
            msg = f"vault key: {self.path} is empty; restore it from a backup"
            raise VaultKeyError(msg)
        return [decode_key(line) for line in lines]

    def write(self, keys: Sequence[bytes]) -> None:
        """See `KeySource.write`."""
        temporary = self._temporary(keys)
        temporary.replace(self.path)
        sync_folder(self.path.parent)

    def create(self, key: bytes) -> None:
        """Write the first key, unless another process was faster."""
        temporary = self._temporary([key])
        try:
            os.link(temporary, self.path)  # unlike a rename, fails where there is one
            _log.warning("memprivacy: new vault key in %s; back it up", self.path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        sync_folder(self.path.parent)

    def _temporary(self, keys: Sequence[bytes]) -> Path:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self.path.parent)  # created with mode 0600
            with os.fdopen(handle, "w") as file:
                file.writelines(encode_key(key) + "\n" for key in keys)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            msg = f"vault key: cannot write {self.path}: {error.strerror}"
            raise VaultKeyError(msg) from None
        return Path(name)


def sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut, where the system needs telling."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # not every file system can
                os.fsync(handle)
        finally:
            os.close(handle)


class KeyringKeys:
    """The operating system's keyring, where the `keyring` extra is installed."""

    where = "the system's keyring"

    def read(self) -> list[bytes]:
        """See `KeySource.read`."""
        import keyring  # noqa: PLC0415  # optional

        try:
            found = keyring.get_password(_APP, "vault")
        except keyring.errors.KeyringError:
            return []
        return [decode_key(line) for line in (found or "").split()]

    def write(self, keys: Sequence[bytes]) -> None:
        """See `KeySource.write`."""
        import keyring  # noqa: PLC0415  # optional

        keyring.set_password(_APP, "vault", "\n".join(map(encode_key, keys)))


def key_source(key: Key | Path | Sequence[Key] | None = None) -> KeySource:
    """Find the place of the key: given, `$MEMPRIVACY_KEY`, keyring, key file.

    The keyring is used where it already holds a key or where it is installed and
    there is no key file yet.
    """
    if isinstance(key, Path):
        return KeyFile(key)
    if key is not None:
        return GivenKeys([key] if isinstance(key, (bytes, str)) else key)
    if os.environ.get(ENV_KEY):
        return GivenKeys(os.environ[ENV_KEY].split(), f"${ENV_KEY}")
    file = KeyFile(default_key_path())
    if not os.environ.get(ENV_KEY_FILE) and find_spec("keyring") is not None:
        ring = KeyringKeys()
        if ring.read() or (not file.path.exists() and _keyring_works()):
            return ring
    return file


def _keyring_works() -> bool:
    import keyring  # noqa: PLC0415  # optional

    return float(getattr(keyring.get_keyring(), "priority", 0)) >= 1


def first_keys(source: KeySource) -> list[bytes]:
    """Return the keys for a new vault, making the first one where there is none."""
    keys = source.read()
    if not keys:
        if isinstance(source, KeyFile):
            source.create(new_key())
        else:
            source.write([new_key()])
            _log.warning("memprivacy: new vault key in %s", source.where)
        keys = source.read()
    return keys
