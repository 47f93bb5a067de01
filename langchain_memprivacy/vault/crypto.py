"""The vault's cryptography: AES-256-GCM envelopes, HKDF sub-keys, keyed fingerprints.

The one module that imports `cryptography`. An envelope is a version byte, a random
96-bit nonce and the AES-GCM ciphertext with its tag; what it belongs to is bound to it
as associated data, so a ciphertext moved to another row does not open.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ..errors import VaultTamperedError, VaultVersionError

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_FINGERPRINT_BYTES = 16


def new_key() -> bytes:
    """Make a random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """Derive the sub-key for one purpose (HKDF-SHA256, RFC 5869)."""
    info = f"memprivacy/1/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Make a key of a passphrase (scrypt, RFC 7914; about 0.3 s and 128 MiB)."""
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**17, r=8, p=1).derive(
        passphrase.encode("utf-8", "surrogatepass")
    )


def fingerprint(key: bytes, data: bytes) -> bytes:
    """Return a keyed digest (HMAC-SHA256, cut to 128 bits): equal data, equal digest."""
    return hmac.digest(key, data, "sha256")[:_FINGERPRINT_BYTES]


def same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)


def bind(*parts: bytes | str | int) -> bytes:
    """Join parts to associated data so that no two lists of parts give the same bytes."""
    encoded = [p if isinstance(p, bytes) else str(p).encode() for p in parts]
    return b"".join(len(p).to_bytes(4, "big") + p for p in encoded)


class Cipher:
    """Seals and opens envelopes under one key."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Encrypt `plain`, bound to associated data."""
        # Random nonces are safe up to 2**32 envelopes a key; each scope has its own key.
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, plain, bound_to)

    def open(self, envelope: bytes, bound_to: bytes) -> bytes:
        """Decrypt an envelope.

        Raises:
            VaultVersionError: A newer release wrote it.
            VaultTamperedError: It is damaged, cut off, from another place, or under
                another key.
        """
        if len(envelope) <= len(_VERSION) + _NONCE_BYTES:
            raise VaultTamperedError("vault: a stored value is cut off; restore a backup")
        if envelope[:1] > _VERSION:
            raise VaultVersionError("vault: a value was written by a newer release; upgrade")
        if envelope[:1] != _VERSION:  # the tag does not cover it
            raise VaultTamperedError("vault: a stored value is damaged; restore a backup")
        nonce, body = envelope[1 : 1 + _NONCE_BYTES], envelope[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, bound_to)
        except InvalidTag:
            pass
        raise VaultTamperedError("vault: a stored value is damaged or swapped; restore a backup")
