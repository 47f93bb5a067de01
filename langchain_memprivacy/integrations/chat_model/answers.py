"""What is wrong with an answer, said without quoting it."""

from __future__ import annotations

from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.utils.function_calling import convert_to_json_schema
from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, PydanticKnownError

from .schemas import names_in

_SAFE = frozenset({
    "gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "actual_length",
    "field_type", "pattern", "expected", "class", "class_name", "max_digits", "decimal_places",
    "whole_digits", "discriminator", "expected_tags", "method_name",
})  # fmt: skip
"""Details of pydantic's errors that come from the schema, not from the value."""

_TYPES = frozenset({"str", "int", "float", "bool", "none", "list", "dict", "date", "datetime"})


def discreet(error: Exception, schema: Any) -> Exception:
    """Make an error of the same kind that holds nothing of the answer.

    Args:
        error: What a parser raised; its text quotes what was restored.
        schema: What the answer had to fit; its names may be told.
    """
    name = getattr(schema, "__name__", "the schema")
    invalid = error if isinstance(error, ValidationError) else error.__cause__
    if isinstance(invalid, ValidationError):
        hidden = _validation(invalid, _names(schema), name)
        if invalid is error:
            return hidden
        return OutputParserException(f"the answer does not fit {name}: {_said(hidden)}")
    msg = f"the answer could not be read as {name} ({type(error).__name__}); it is not quoted here"
    return OutputParserException(msg)


def _validation(error: ValidationError, names: set[str], title: str) -> ValidationError:
    lines = [_line(line, names) for line in error.errors(include_url=False)]
    return ValidationError.from_exception_data(title, lines, hide_input=True)


def _line(line: ErrorDetails, names: set[str]) -> InitErrorDetails:
    place = tuple(part if isinstance(part, int) or part in names else "..." for part in line["loc"])
    context = line.get("ctx") or {}
    if _SAFE.issuperset(context) and _is_pydantics(line["type"], context):
        return InitErrorDetails(type=line["type"], loc=place, input=None, ctx=context)
    # A validator's own words: they may be about the value.
    kind: Any = line["type"]
    said = PydanticCustomError(kind, "Invalid; what the validator says may quote the value")
    return InitErrorDetails(type=said, loc=place, input=None)


def _is_pydantics(kind: Any, context: dict[str, Any]) -> bool:
    try:
        PydanticKnownError(kind, context)
    except (KeyError, TypeError):
        return False
    return True


def _names(schema: Any) -> set[str]:
    try:
        return names_in(convert_to_json_schema(schema)) | _TYPES
    except Exception:  # noqa: BLE001  # then no name is told
        return set(_TYPES)


def _said(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, line['loc']))}: {line['msg']}"
        for line in error.errors(include_url=False, include_input=False)
    )
