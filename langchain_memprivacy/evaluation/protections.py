"""The paper's four ways to protect a conversation, which differ in one thing only.

Each hides the same spans, found by the same engine with the same memory for values that
are known. What stands in their place differs: nothing is hidden, `***` for good,
`<Mask_1>` without a type, or our typed placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from ..engine import PrivacyEngine
from ..extractors.base import Extractor
from ..placeholders import CONTRACT, Placeholder, find_placeholders
from ..policy import PrivacyPolicy
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel
from ..vault.memory import MemoryVault
from .datasets import Annotation, User
from .untyped import UNTYPED_CONTRACT, LookAlikes, Numbers

MASK = "***"
"""What stands for every value under irreversible masking."""

_SCOPE = "user"


class Method(StrEnum):
    """A way to protect."""

    NONE = "none"
    IRREVERSIBLE = "irreversible"
    UNTYPED = "untyped"
    TYPED = "typed"


class GoldExtractor:
    """Finds what the annotators marked, wherever a message they annotated stands in a text.

    Args:
        user: Whose messages.
    """

    def __init__(self, user: User) -> None:
        self._spans = {m.content: m.privacy for m in user.messages if m.privacy}

    def __repr__(self) -> str:
        return f"GoldExtractor({len(self._spans)} messages)"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`."""
        del role, real_name
        return [
            PrivacySpan(at + a.start, at + a.end, a.text, a.type, a.level, "gold")
            for at, annotations in self._places(text)
            for a in annotations
        ]

    def _places(self, text: str) -> Iterator[tuple[int, tuple[Annotation, ...]]]:
        if text in self._spans:
            yield 0, self._spans[text]
            return
        # Integrations show an extractor more than the message: its field's name, others beside.
        for content, marked in self._spans.items():
            at = text.find(content)
            while at >= 0:
                yield at, marked
                at = text.find(content, at + len(content))


class Protection:
    """One user's conversations under one method: desensitize on the way out, restore back.

    Args:
        method: Which of the four.
        extractor: What finds private spans.
        threshold: From which level on spans are hidden.
        real_name: The user's own full name, where it is known.
    """

    def __init__(
        self,
        method: Method,
        extractor: Extractor,
        threshold: PrivacyLevel = PrivacyLevel.PL2,
        real_name: str | None = None,
    ) -> None:
        self.method = method
        self._numbers = Numbers()
        if method is Method.UNTYPED:
            extractor = LookAlikes(extractor, self._numbers)
        self.engine = PrivacyEngine(
            extractor, MemoryVault(), PrivacyPolicy(threshold=threshold), _SCOPE, real_name
        )
        """The engine behind it; integrations take it for the typed method."""

    def __repr__(self) -> str:
        return f"Protection({self.method})"

    @property
    def contract(self) -> str:
        """What a model is told about what stands for values; empty where nothing is to say."""
        return {Method.TYPED: CONTRACT, Method.UNTYPED: UNTYPED_CONTRACT}.get(self.method, "")

    @property
    def issued(self) -> frozenset[str]:
        """The signs that stand for values so far, as they are written."""
        if self.method is Method.UNTYPED:
            return frozenset(f"<Mask_{number}>" for number in self._numbers)
        if self.method is not Method.TYPED:
            return frozenset()
        held = self.engine.vault.changes(_SCOPE)
        return frozenset(str(entry.placeholder) for entry in held.entries) if held else frozenset()

    def desensitize(self, text: str, role: str = "user") -> str:
        """Hide the private spans of a text.

        Raises:
            MemPrivacyError: The extractor failed.
        """
        if self.method is Method.NONE:
            return text
        hidden = self.engine.desensitize(text, role=role)
        if self.method is Method.TYPED:
            return hidden
        pieces, end = [], 0
        for match in find_placeholders(hidden):
            pieces += [hidden[end : match.start], self._instead(match.placeholder)]
            end = match.end
        return "".join([*pieces, hidden[end:]])

    def restore(self, text: str) -> str:
        """Put values back where the method lets one."""
        if self.method is Method.UNTYPED:
            return self._numbers.restore(text, self.engine.restore)
        return self.engine.restore(text) if self.method is Method.TYPED else text

    def _instead(self, placeholder: Placeholder) -> str:
        if self.method is Method.IRREVERSIBLE:
            return MASK
        return self._numbers.sign(placeholder)


def protection_for(
    user: User,
    method: Method,
    extractor: Extractor | None = None,
    threshold: PrivacyLevel = PrivacyLevel.PL2,
) -> Protection:
    """Protect one user of a data set.

    Args:
        user: Whose conversations.
        method: Which of the four.
        extractor: What finds private spans; None: what the annotators marked.
        threshold: From which level on spans are hidden.
    """
    return Protection(method, extractor or GoldExtractor(user), threshold, user.real_name)


PAPER: Mapping[str, tuple[Method, PrivacyLevel]] = {
    "none": (Method.NONE, PrivacyLevel.PL2),
    "irreversible PL2+": (Method.IRREVERSIBLE, PrivacyLevel.PL2),
    "untyped PL2+": (Method.UNTYPED, PrivacyLevel.PL2),
    "typed PL2+": (Method.TYPED, PrivacyLevel.PL2),
    "typed PL3+": (Method.TYPED, PrivacyLevel.PL3),
    "typed PL4": (Method.TYPED, PrivacyLevel.PL4),
}
"""The rows of the paper's Table 4."""
