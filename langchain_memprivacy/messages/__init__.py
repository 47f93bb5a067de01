"""The one walker over everything that carries text in LangChain, and its two directions.

`Walker(Desensitize(...))` rewrites messages and values on their way out,
`Walker(Restore(...))` on their way back, `ChunkRestorer` streams of message chunks.
"""

from .chunks import ChunkRestorer
from .directions import Desensitize, Direction, Restore
from .walker import Walker

__all__ = ["ChunkRestorer", "Desensitize", "Direction", "Restore", "Walker"]
