"""What a worker is told when it starts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Runtime = Literal["genai", "onnxruntime"]
RUNTIMES: dict[Runtime, str] = {"genai": "onnxruntime_genai", "onnxruntime": "onnxruntime"}
"""The library of each runtime."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is run; see `OnnxExtractor` for what each means."""

    folder: str
    runtime: Runtime
    threads: int | None = None
    context: int | None = None
    cache: str | Literal[False] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the arguments that make an equal object, as JSON values."""
        return asdict(self)
