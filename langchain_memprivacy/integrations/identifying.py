"""Values that identify threads and users: opaque ids pass, private values are found."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from secrets import token_bytes
from typing import Any
from weakref import WeakKeyDictionary

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..messages import Desensitize
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel
from .crossing import Crossing

_ID_KEY = re.compile(
    r"(?i)(?:.*[_.-])?(?:id|ids|uuid|thread|session|run|key|ns|namespace)|.*I[dD]s?"
)
_TOKEN = re.compile(r"[A-Za-z0-9_.:/|~=+-]+")
_UUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_ACCOUNT = "ACCOUNT_ID_USERNAME"
NOT_READ = frozenset({"checkpoint_id", "checkpoint_ns", "checkpoint_map"})
"""Keys of `configurable` that LangGraph fills itself."""
_LEAST = 4
"""Known values that are shorter stand in ids by chance."""
_KEPT = 4096
"""Of how many texts it is kept what the detector said."""


class Identifying(Desensitize):
    """A way out on which ids stay as they are.

    For what labels a call: its metadata, tags and name. An id that became a placeholder
    would be found nowhere again. What cannot be read is refused as everywhere: tracers
    write out whatever objects say of themselves.

    Args:
        crossing: The call.
    """

    def __init__(self, crossing: Crossing) -> None:
        super().__init__(crossing.privacy, crossing.scope, crossing.real_name)
        self._crossing = crossing

    def text(self, text: str, role: str, key: str = "") -> str:
        """Desensitize what is no id."""
        return super().text(text, role, key) if is_private(self._crossing, text, key) else text


def is_id_key(key: str) -> bool:
    """Tell whether a key by its name holds an id."""
    return _ID_KEY.fullmatch(key) is not None


def is_private(crossing: Crossing, text: str, key: str = "") -> bool:
    """Tell whether a text holds a private value, where ids are expected; keeps nothing.

    What only looks like the name of an account may be any id, and is none by itself: an
    account's name counts as soon as it is known.

    Args:
        crossing: The call.
        text: A value.
        key: Under which name it stands.

    Raises:
        ExtractorError: The detector failed.
        VaultError: The vault failed.
    """
    if not text or _UUID.fullmatch(text):
        return False
    is_token = _TOKEN.fullmatch(text) is not None
    privacy = crossing.privacy
    known = privacy.recognise(text, crossing.scope)
    if any(span.end - span.start >= _LEAST or not is_token for span in known):
        return True
    cue = "" if not key or is_id_key(key) else f"{key}: "
    return _VERDICTS.setdefault(privacy, _Verdicts()).of(crossing, cue, text, is_token=is_token)


class _Verdicts:
    """What an engine's detector said of ids: the same come with every call.

    Texts are not kept, only digests of them.
    """

    def __init__(self) -> None:
        self._key = token_bytes(32)
        self._said: OrderedDict[bytes, bool] = OrderedDict()

    def of(self, crossing: Crossing, cue: str, text: str, *, is_token: bool) -> bool:
        """Ask the detector whether a text is private, once."""
        asked = f"{len(cue)} {len(text)} {cue}{text}{crossing.real_name or ''}"
        key = blake2b(asked.encode("utf-8", "surrogatepass"), key=self._key).digest()
        said = self._said.get(key)
        if said is None:
            said = _is_detected(crossing, cue, text, is_token=is_token)
            self._said[key] = said
            if len(self._said) > _KEPT:
                self._said.popitem(last=False)
        return said


_VERDICTS: WeakKeyDictionary[PrivacyEngine, _Verdicts] = WeakKeyDictionary()


def _is_detected(crossing: Crossing, cue: str, text: str, *, is_token: bool) -> bool:
    privacy = crossing.privacy
    return any(
        span.end > len(cue)
        and privacy.policy.protects(span.type, PrivacyLevel(span.level))
        and not (is_token and (span.type == _ACCOUNT or _is_in_word(cue + text, span)))
        for span in privacy.extract(cue + text, "user", crossing.real_name)
    )


def _is_in_word(text: str, span: PrivacySpan) -> bool:
    """Tell whether a span is a piece of a longer run of letters and digits, as chance has it."""
    around = text[max(span.start - 1, 0) : span.start] + text[span.end : span.end + 1]
    return any(map(str.isalnum, around))


def refuse_private(crossing: Crossing, where: str, key: str, value: Any) -> None:
    """Refuse a private value where something is identified.

    Raises:
        NotCoveredError: There is one.
    """
    for inner, text in _leaves(value, key):
        if is_private(crossing, text, inner):
            msg = (
                f"{where} holds a private value; it would reach checkpoints: use an opaque id,"
                " such as hmac.new(key, value, 'sha256').hexdigest()"
            )
            raise NotCoveredError(msg)


def refuse_identifying(crossing: Crossing, configurable: Mapping[str, Any]) -> None:
    """Refuse a private value in what identifies threads and users.

    Raises:
        NotCoveredError: There is one.
    """
    for key, value in configurable.items():
        if not key.startswith("__") and key not in NOT_READ:
            refuse_private(crossing, "a key of configurable", "", key)
            refuse_private(crossing, f"configurable[{key!r}]", key, value)


def _leaves(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield key, str(value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield "", str(name)
            yield from _leaves(item, str(name))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _leaves(item, key)
