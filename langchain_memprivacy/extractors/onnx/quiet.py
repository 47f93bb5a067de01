"""The one place that tells onnxruntime not to phone home.

The wheels of onnxruntime and onnxruntime-genai carry a telemetry client that is on by
default: a device id and a queue in the user's cache folder, and look-ups of a collector.
It reads its switch when it is loaded, so the switch comes first.
"""

from __future__ import annotations

import os
import sys
import warnings

TELEMETRY = "ORT_DISABLE_TELEMETRY"
_LIBRARIES = ("onnxruntime", "onnxruntime_genai")
_warned: list[str] = []


def quiet() -> None:
    """Switch off the telemetry of onnxruntime in this process; call it before every import of it.

    Warns once, with `RuntimeWarning`, where somebody else has imported it already with
    its telemetry on: nothing can be done about it in this process any more.
    """
    if os.environ.get(TELEMETRY) == "1":
        return
    os.environ[TELEMETRY] = "1"
    loaded = [name for name in _LIBRARIES if name in sys.modules]
    if loaded and not _warned:
        _warned.extend(loaded)
        warnings.warn(
            f"{loaded[0]} was imported with its telemetry on, before langchain_memprivacy could "
            f"switch it off; set {TELEMETRY}=1 in the environment of this process",
            RuntimeWarning,
            stacklevel=2,
        )
