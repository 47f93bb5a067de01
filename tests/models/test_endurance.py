"""Many messages: no memory is gained on the way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from langchain_memprivacy import OnnxExtractor


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_two_thousand_messages_take_no_more_memory(copying_folder, runtime, tmp_path):
    """Neither in the worker nor in the host; all different, so that nothing can be remembered."""
    texts = [f"my code is {number}" for number in range(4000, 6400)]
    with OnnxExtractor(copying_folder, runtime=runtime, cache=tmp_path, threads=1) as extractor:
        extractor.extract_many(texts[:400])  # allocators reach their size
        worker = extractor.worker_pid
        before = resident(worker), resident(os.getpid())
        found = sum(len(extractor.extract(text)) for text in texts[400:])
        after = resident(worker), resident(os.getpid())
        assert found > 1000
        assert extractor.worker_pid == worker
    grown = [now - then for then, now in zip(before, after, strict=True)]
    assert grown[0] < 4 << 20
    assert grown[1] < 4 << 20
