"""Schemas of memories: filled in with placeholders, checked with what they stand for.

A schema may ask for an address, a date, a number. What a model fills in is a placeholder,
which is none of these. So the model is shown a schema that lets placeholders stand
anywhere, and what it fills in is restored to be checked, on the device, and kept as it was.
An error says what is wrong without quoting a value, and the model tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, cast

from pydantic import BaseModel, ConfigDict

from ...errors import MemPrivacyError
from ...messages import Walker
from ..chat_model.answers import discreet
from ..chat_model.schemas import Schemas
from .weaving import Weaver

_METACLASS: Any = type(BaseModel)
_NUMBERS = frozenset({"integer", "number"})
_SAID = frozenset({"title", "description", "default", "examples", "deprecated"})


class MemorySchemas(Schemas):
    """Rewrites schemas so that a placeholder may stand for a number, too."""

    def schema(self, schema: Any) -> Any:
        """Rewrite a JSON schema."""
        result = super().schema(schema)
        if not isinstance(result, Mapping) or result.get("type") not in _NUMBERS:
            return result
        said = {key: item for key, item in result.items() if key in _SAID}
        number = {key: item for key, item in result.items() if key not in _SAID}
        text = {"type": "string", "description": "a placeholder, where the number is private"}
        return {**said, "anyOf": [number, text]}


class Veil(BaseModel):
    """A memory of a schema, in placeholders. Subclasses stand for one schema of one call.

    Attributes:
        origin: The schema.
    """

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True, protected_namespaces=())

    origin: ClassVar[type[BaseModel]]
    _described: ClassVar[dict[str, Any]]
    _kept: ClassVar[bool]
    _weaver: ClassVar[Weaver]

    @classmethod
    def of(
        cls, schema: type[BaseModel], hide: Walker, restore: Walker, *, kept: bool = False
    ) -> type[Veil]:
        """Make the class that stands for a schema.

        Args:
            schema: A pydantic model.
            hide: Desensitizes: what the schema says goes to the provider.
            restore: Restores, whatever surrounds the call: for checks on this device only.
            kept: Whether it is for memories that were kept: a value of theirs may have been
                forgotten since, which is no reason to lose the rest.
        """
        if issubclass(schema, Veil):
            return schema
        described = MemorySchemas(hide).schema(schema.model_json_schema())
        doc = schema.__doc__ and hide.value(schema.__doc__, "system")
        body: dict[str, Any] = {
            "__doc__": doc,
            "__module__": schema.__module__,
            "__annotations__": {},
            "origin": schema,
            "_described": described,
            "_kept": kept,
            "_weaver": Weaver(hide, restore),
        }
        return cast("type[Veil]", _METACLASS(schema.__name__, (cls,), body))

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the schema as the provider may see it."""
        del args, kwargs
        return dict(cls._described)

    @classmethod
    def model_validate(cls, obj: Any, **kwargs: Any) -> Self:
        """Check what a model filled in, restored; keep it as it is.

        Raises:
            ValidationError: It does not fit; no value is quoted.
        """
        outcome = cls._checked(obj, kwargs)
        if isinstance(outcome, Exception):
            if not (cls._kept and cls._weaver.has_gaps(obj)):
                raise outcome  # here, so that none hangs behind it
            outcome = obj
        return cls.model_construct(**outcome)

    @classmethod
    def _checked(cls, obj: Any, kwargs: dict[str, Any]) -> dict[str, Any] | Exception:
        given = obj.model_dump(mode="json") if isinstance(obj, BaseModel) else obj
        restored = cls._weaver.restored(given)
        try:
            found = cls.origin.model_validate(restored, **kwargs)
            return cls._weaver.woven(cls.origin, given, restored, dumped(found))
        except MemPrivacyError:
            raise
        except Exception as error:  # noqa: BLE001  # what a validator raises may quote
            return discreet(error, cls.origin)

    def opened(self, walker: Walker) -> BaseModel:
        """Return the memory as one of its schema, restored.

        Where that is not possible (inside of another boundary, or a value was forgotten)
        it is built without a check: what is there is handed out, not lost.

        Args:
            walker: Restores, or not.
        """
        data = walker.value(self.model_dump(mode="json"), "assistant")
        try:
            return self.origin.model_validate(data)
        except (ValueError, TypeError):  # of a validation too
            return constructed(self.origin, data)


def dumped(memory: BaseModel) -> dict[str, Any]:
    """Write a memory as LangMem writes it to a store."""
    return memory.model_dump(mode="json")


def constructed(schema: type[BaseModel], data: dict[str, Any]) -> BaseModel:
    """Build a memory without a check, models inside of it too where that is plain."""
    fields = dict(data)
    for name, field in schema.model_fields.items():
        inner, value = field.annotation, fields.get(name)
        if isinstance(inner, type) and issubclass(inner, BaseModel) and isinstance(value, dict):
            fields[name] = constructed(inner, value)
    return schema.model_construct(**fields)
