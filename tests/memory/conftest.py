"""Mem0 reads these when it is imported: it reports nothing, and writes into no home folder."""

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="mem0-", ignore_cleanup_errors=True)
os.environ["MEM0_TELEMETRY"] = "False"
os.environ["MEM0_DIR"] = _FOLDER.name
