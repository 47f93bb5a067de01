"""The composition root: `MemPrivacy` with the embedded set-up."""

from __future__ import annotations

import os

from .engine import PrivacyEngine
from .extractors.base import Extractor
from .identity import RealName, Scope
from .policy import PrivacyPolicy
from .vault.base import Vault

MODEL = "MEMPRIVACY_MODEL"
"""Environment variable that names the folder of a model to run beside rules and tagger."""


def embedded() -> Extractor:
    """Make the extractor that is used where none is given: the union of what is there.

    Rules and the statistical tagger always; the model whose folder the environment
    variable `MEMPRIVACY_MODEL` names where it is set. Nothing is downloaded.

    Raises:
        ExtractorError: The model's folder is not one, or what runs it is not installed.
    """
    # Imported here: naming the class must not cost what using its parts costs.
    from .extractors.combine import UnionExtractor  # noqa: PLC0415
    from .extractors.crf import CrfExtractor  # noqa: PLC0415
    from .extractors.rules import RuleExtractor  # noqa: PLC0415

    parts: list[Extractor] = [RuleExtractor(), CrfExtractor()]
    if folder := os.environ.get(MODEL):
        parts.append(_installed(folder))
    return UnionExtractor(parts)


def _installed(folder: str) -> Extractor:
    from .extractors.onnx import OnnxExtractor  # noqa: PLC0415
    from .extractors.onnx.manifest import ModelFolder  # noqa: PLC0415
    from .extractors.tagger import TaggerExtractor  # noqa: PLC0415

    tagger = ModelFolder.open(folder, verify=False).kind == "tagger"
    return TaggerExtractor(folder) if tagger else OnnxExtractor(folder)


class MemPrivacy(PrivacyEngine):
    """The engine with real parts where none are given.

    Left out, the extractor is `embedded()`, rules and a statistical tagger, and the vault a
    `SQLiteVault` in the user's data folder, its key in the user's config folder or keyring.
    Nothing is downloaded and nothing touches the network.

    Args:
        extractor: See `PrivacyEngine`.
        vault: See `PrivacyEngine`.
        policy: See `PrivacyEngine`; PL2 and up are protected where left out.
        scope: See `PrivacyEngine`.
        real_name: See `PrivacyEngine`.

    Example:
        >>> from langchain_memprivacy import MemoryVault
        >>> privacy = MemPrivacy(vault=MemoryVault())
        >>> privacy.desensitize("Write to lena.moor@brightleaf.io, please.")
        'Write to <EMAIL_1>, please.'
        >>> privacy.restore("I wrote to <EMAIL_1>.")
        'I wrote to lena.moor@brightleaf.io.'
    """

    def __init__(
        self,
        extractor: Extractor | None = None,
        vault: Vault | None = None,
        policy: PrivacyPolicy | None = None,
        scope: Scope = "local",
        real_name: RealName = None,
    ) -> None:
        own = embedded() if extractor is None else None
        extractor = own or extractor
        assert extractor is not None
        if vault is None:
            from .vault.sqlite import SQLiteVault  # noqa: PLC0415

            vault = SQLiteVault()
        super().__init__(extractor, vault, policy, scope, real_name)
        self._own = own

    def close(self) -> None:
        """Close the vault, and the extractor where none was given; one that was stays open."""
        super().close()
        if callable(end := getattr(self._own, "close", None)):
            end()
