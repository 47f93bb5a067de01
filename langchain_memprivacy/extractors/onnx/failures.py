"""What can go wrong with a model on the device, in words that hold no user text.

    ExtractorError
    |- ModelTimeoutError     no answer in time            (also TimeoutError)
    |- ModelMemoryError      no memory left for the model (also MemoryError)
    |- ModelWorkerError      the process that runs the model died, or could not start

The texts of runtimes' own exceptions may quote a message: they are classified here and
never shown.
"""

from __future__ import annotations

import re

from ...errors import ExtractorError

UNKNOWN = "the model on the device failed; the text was not let through"
INSTALL = "pip install 'langchain-memprivacy[onnx]'"
_MEMORY = re.compile(
    r"bad.?alloc|memory ?error|memory allocation|allocation fail|out of memory|std::length_error"
    r"|(failed|unable|cannot|can't|could not)( to)? allocate|can't start new thread"
    r"|failed to map segment|pthread_create|resource temporarily unavailable",
    re.IGNORECASE,
)


class ModelTimeoutError(ExtractorError, TimeoutError):
    """The model did not answer in time; its process was replaced."""


class ModelMemoryError(ExtractorError, MemoryError):
    """There is not enough memory for the model, or for this message."""


class ModelWorkerError(ExtractorError):
    """The process that runs the model died, could not start, or was closed."""


def speaks_of_memory(text: str) -> bool:
    """Tell whether an error text says that memory ran out."""
    return _MEMORY.search(text) is not None


def runtime_failure(
    doing: str, error: BaseException, remedy: str = "the text was not let through"
) -> ExtractorError:
    """Make an error of ours of one of a runtime's; raise it `from None`.

    Args:
        doing: What failed, for example "cannot load the model".
        error: Read for its kind only.
        remedy: What to do about it, where it is neither memory nor a missing library.
    """
    if isinstance(error, ModuleNotFoundError):
        return ExtractorError(f"{doing}: a library is missing; {INSTALL}")
    if isinstance(error, MemoryError) or speaks_of_memory(str(error)):
        return ModelMemoryError(
            f"{doing}: not enough memory; free some, or take a smaller model or precision"
        )
    return ExtractorError(f"{doing} ({type(error).__name__}); {remedy}")
