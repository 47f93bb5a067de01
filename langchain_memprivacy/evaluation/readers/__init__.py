"""Data sets of other makers: MemPrivacy-Bench and PersonaMem-v2.

Their modules say what is known of their files, and what is assumed.
"""

from .bench import memprivacy_bench
from .marks import Reading
from .persona import personamem

__all__ = ["Reading", "memprivacy_bench", "personamem"]
