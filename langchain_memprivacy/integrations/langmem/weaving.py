"""Takes placeholders where they stood, and what a schema adds where none did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from ...messages import Walker
from ...placeholders import find_placeholders, parse_placeholder

_FRAGMENT = 6
_DIGITS = 10


class Weaver:
    """Makes a memory to be kept from the one that was checked: defaults in, values out.

    Args:
        hide: Desensitizes.
        restore: Restores.
    """

    def __init__(self, hide: Walker, restore: Walker) -> None:
        self._hide = hide
        self._restore = restore

    def restored(self, given: Any) -> Any:
        """Restore what a model filled in; names of fields stay."""
        return self._restore.fields(given, "assistant")

    def has_gaps(self, given: Any) -> bool:
        """Tell whether there is a placeholder that stands for nothing, any more."""
        return any(parse_placeholder(value) is not None for value in self._secrets(given))

    def woven(
        self, schema: type[BaseModel], given: Any, restored: Any, found: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what was checked, with placeholders where what was given has them.

        Args:
            schema: Its schema.
            given: What the model filled in.
            restored: The same, restored.
            found: What the schema made of that.
        """
        if given == restored:
            return found
        names = {field.alias: name for name, field in schema.model_fields.items() if field.alias}
        if isinstance(given, dict):
            given, restored = (
                {names.get(key, key): item for key, item in data.items()}
                for data in (given, restored)
            )
        secrets = set(self._secrets(given))
        result = self._woven(given, restored, found, secrets)
        assert isinstance(result, dict)
        return result

    def _woven(self, given: Any, restored: Any, found: Any, secrets: set[str]) -> Any:
        if given == restored:
            return found
        if isinstance(given, Mapping) and isinstance(found, Mapping):
            return self._mapping(given, restored, found, secrets)
        if isinstance(given, list) and isinstance(found, list) and len(given) == len(found):
            return [
                self._woven(*items, secrets) for items in zip(given, restored, found, strict=True)
            ]
        return given

    def _mapping(
        self, given: Any, restored: Any, found: Mapping[str, Any], secrets: set[str]
    ) -> dict[str, Any]:
        places = dict(zip(restored, given, strict=True))
        result: dict[str, Any] = {}
        for key, item in found.items():
            if key in places:
                was = places[key]
                result[was] = self._woven(given[was], restored[key], item, secrets)
            elif not _shares(str(item), secrets):  # a default; what is made of values is not kept
                result[key] = self._hide.value(item, "assistant", key)
        return result

    def _secrets(self, value: Any) -> Iterator[str]:
        if isinstance(value, str):
            for match in find_placeholders(value):
                yield str(self._restore.value(str(match.placeholder), "assistant"))
        elif isinstance(value, Mapping):
            for key, item in value.items():
                yield from self._secrets(key)
                yield from self._secrets(item)
        elif isinstance(value, list):
            for item in value:
                yield from self._secrets(item)


def _shares(text: str, secrets: set[str]) -> bool:
    """Tell whether a private value stands in a text, or a piece of one."""
    folded = text.lower()
    for secret in map(str.lower, secrets):
        size = _DIGITS if secret.isdigit() else _FRAGMENT
        pieces = {secret[i : i + size] for i in range(len(secret) - size + 1)}
        if folded == secret or any(piece in folded for piece in pieces):
            return True
    return False
