"""`/v1/embeddings`: the same unit vector for the same text, in every process."""

from __future__ import annotations

import base64
import hashlib
import math
import struct
from typing import Any

from .replies import tokens

DIMENSIONS = 8


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Make the vector of a text: its hash as a direction.

    Args:
        text: Any text.
        dimensions: How many numbers.

    Returns:
        A vector of length 1, its numbers exact in 32 bits.
    """
    data = hashlib.shake_256(text.encode("utf-8", "surrogatepass")).digest(4 * dimensions)
    raw = [number + 0.5 for number in struct.unpack(f"<{dimensions}i", data)]
    length = math.hypot(*raw)
    numbers = (number / length for number in raw)
    return list(struct.unpack(f"<{dimensions}f", struct.pack(f"<{dimensions}f", *numbers)))


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Embed one text, a list of texts, token numbers or lists of them."""
    given = asked["input"]
    inputs = given if isinstance(given, list) else [given]
    if inputs and all(isinstance(item, int) for item in inputs):
        inputs = [inputs]  # the token numbers of one text
    dimensions = asked.get("dimensions") or DIMENSIONS
    data = []
    for index, item in enumerate(inputs):
        numbers = vector(str(item), dimensions)
        packed = base64.b64encode(struct.pack(f"<{dimensions}f", *numbers)).decode()
        embedding = packed if asked.get("encoding_format") == "base64" else numbers
        data.append({"object": "embedding", "index": index, "embedding": embedding})
    read = sum(tokens(str(item)) for item in inputs)
    usage = {"prompt_tokens": read, "total_tokens": read}
    return {"object": "list", "model": asked.get("model"), "data": data, "usage": usage}
