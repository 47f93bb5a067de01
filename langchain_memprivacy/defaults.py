"""The composition root: `MemPrivacy` with the embedded set-up."""

from __future__ import annotations

from .engine import PrivacyEngine
from .extractors.base import Extractor
from .identity import RealName, Scope
from .policy import PrivacyPolicy
from .vault.base import Vault


class MemPrivacy(PrivacyEngine):
    """The engine with real parts where none are given.

    Left out, the extractor is `RuleExtractor` and the vault a `SQLiteVault` in the
    user's data folder, its key in the user's config folder or keyring. Nothing is
    downloaded and nothing touches the network.

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
        # Imported here: naming the class must not cost what using its parts costs.
        if extractor is None:
            from .extractors.rules import RuleExtractor  # noqa: PLC0415

            extractor = RuleExtractor()
        if vault is None:
            from .vault.sqlite import SQLiteVault  # noqa: PLC0415

            vault = SQLiteVault()
        super().__init__(extractor, vault, policy, scope, real_name)
