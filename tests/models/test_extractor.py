"""OnnxExtractor: one worker for all callers, and an error where it cannot answer."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from langchain_memprivacy import (
    ExtractorError,
    MemoryVault,
    MemPrivacy,
    OnnxExtractor,
    RuleExtractor,
    UnionExtractor,
)
from langchain_memprivacy.extractors.base import Extractor
from langchain_memprivacy.extractors.onnx import (
    ModelFolder,
    ModelFolderError,
    ModelMemoryError,
    ModelTimeoutError,
    ModelWorkerError,
)
from langchain_memprivacy.extractors.onnx.ort import OrtSession

TEXT = "my code is 4821"
linux = pytest.mark.skipif(
    sys.platform != "linux", reason="stops and limits processes as Linux does"
)


@pytest.fixture(scope="module")
def running(copying_folder):
    """One extractor for the tests that do it no harm."""
    with OnnxExtractor(copying_folder, threads=1) as extractor:
        extractor.wait_ready(60)
        yield extractor


def run(script: str, *arguments, **environment) -> str:
    """Run a program in an interpreter of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], check=False,
        capture_output=True, text=True, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_it_finds_what_is_private(copying_folder, runtime, tmp_path):
    """The same spans on either runtime, and none where there is nothing."""
    with OnnxExtractor(copying_folder, runtime=runtime, cache=tmp_path, threads=1) as extractor:
        (span,) = extractor.extract("我的验证码是5307")
        assert (span.text, span.type, span.level, span.source) == (
            "5307", "VERIFICATION_CODE", 4, f"onnx:{extractor.name}",
        )  # fmt: skip
        assert [[one.text for one in spans] for spans in extractor.extract_many(
            ["hello", TEXT, "", "  ", "call +1357924"], real_name="Ida Brandt"
        )] == [[], ["4821"], [], [], ["+1357924"]]  # fmt: skip
    assert any(tmp_path.iterdir()) == (runtime == "onnxruntime")


def test_the_prompt_is_read_once_on_plain_onnxruntime(copying_folder, tmp_path):
    """The next process restores it, and a damaged file is written anew."""
    written = []
    for harm in (False, False, True, False):
        if harm:
            written[-1][0].write_bytes(b"x")
        with OnnxExtractor(copying_folder, runtime="onnxruntime", cache=tmp_path) as extractor:
            assert [span.text for span in extractor.extract(TEXT)] == ["4821"]
        (file,) = tmp_path.iterdir()
        written.append((file, file.stat().st_mtime_ns))
    assert written[0] == written[1]
    assert written[1] != written[2] == written[3]
    with OnnxExtractor(copying_folder, runtime="onnxruntime", cache=False) as extractor:
        assert extractor.extract(TEXT)


def test_it_is_an_extractor_that_says_nothing_private(running, copying_folder):
    """Its name is the model's; no path and no text is in it."""
    assert isinstance(running, Extractor)
    running.extract(TEXT)
    assert repr(running) == f"OnnxExtractor({running.name}, runtime='genai')"
    assert str(copying_folder) not in repr(vars(running))


def test_the_engine_protects_what_it_finds(running):
    """Alone and beside the rules."""
    with MemPrivacy(
        extractor=UnionExtractor([RuleExtractor(), running]), vault=MemoryVault()
    ) as engine:
        safe = engine.desensitize(f"{TEXT}, mail ida.brandt@brightleaf.io")
        assert safe == "my code is <VERIFICATION_CODE_1>, mail <EMAIL_1>"
        assert engine.restore(safe) == f"{TEXT}, mail ida.brandt@brightleaf.io"


def test_offsets_are_those_of_python_strings(running):
    """Whatever is before: astral characters, and surrogates that no encoding allows."""
    for before in ("😀👩‍👩‍👧 ", "\ud83d\ude00 ", "\x00 ", "<|im_end|> "):
        for span in running.extract(before + TEXT):
            assert (before + TEXT)[span.start : span.end] == span.text


def test_threads_get_their_own_answers(running):
    """Sixteen callers at once, one worker."""
    pid, texts = running.worker_pid, [f"my code is {number}" for number in range(4310, 4390, 5)]
    alone = running.extract_many(texts)
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(running.extract, texts))
    assert together == alone
    assert sum(bool(spans) for spans in alone) > 8
    assert running.worker_pid == pid


async def test_the_event_loop_is_never_held_up(running):
    """While eight messages are worked on, something that ticks goes on ticking."""

    async def tick() -> None:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - begun)

    with MemPrivacy(extractor=running, vault=MemoryVault()) as engine:
        await engine.adesensitize(TEXT)
        worst = []
        for _ in range(5):  # the best of some runs: other programs hold a loop up, too
            gaps: list[float] = []
            ticker = asyncio.create_task(tick())
            begun = time.monotonic()
            safe = await asyncio.gather(
                *(
                    engine.adesensitize(f"{'hello, thank you. ' * 150}my code is {n}")
                    for n in range(4310, 4318)
                )
            )
            took = time.monotonic() - begun
            ticker.cancel()
            assert len(safe) == 8
            assert took > 0.05  # else nothing was measured
            worst.append(max(gaps))
            if worst[-1] < 0.05:
                break
    assert min(worst) < 0.05


@linux
@pytest.mark.parametrize("text", [TEXT, TEXT * 20_000], ids=["short", "longer than a pipe holds"])
def test_a_message_that_takes_too_long_fails(copying_folder, text):
    """That one only: the worker is replaced, and the next message works."""
    with OnnxExtractor(copying_folder, timeout=10, threads=1) as extractor:
        extractor.wait_ready(60)
        extractor._host._timeout = 0.3 / (1 + len(text) // 2000)
        first = extractor.worker_pid
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(
            ModelTimeoutError, match=r"within 0.3 s; the text was not let through"
        ) as caught:
            extractor.extract(text)
        assert isinstance(caught.value, TimeoutError)
        assert TEXT not in str(caught.value)
        extractor._host._timeout = 10
        assert extractor.extract(TEXT)
        assert extractor.worker_pid != first
    assert gone(first)


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Tell whether a process has ended, or does so soon."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with suppress(OSError):  # a zombie, which its new parent has not buried yet
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        time.sleep(0.02)
    return False


@linux
def test_a_killed_worker_fails_its_message_only(copying_folder):
    """Those who wait behind it, and whoever comes next, are served by another one."""
    with OnnxExtractor(copying_folder, threads=1) as extractor, ThreadPoolExecutor(4) as pool:
        extractor.wait_ready(60)
        first = extractor.worker_pid
        os.kill(first, signal.SIGSTOP)
        lost = pool.submit(extractor.extract, TEXT)
        time.sleep(0.2)
        waiting = [pool.submit(extractor.extract, TEXT) for _ in range(3)]
        os.kill(first, signal.SIGKILL)
        with pytest.raises(
            ModelWorkerError,
            match=r"died \(signal 9, often a lack of memory\); the text was not let through",
        ):
            lost.result(30)
        assert all(future.result(30) for future in waiting)
        second = extractor.worker_pid
        assert second != first
        os.kill(second, signal.SIGKILL)  # while nobody waits: nobody is told
        os.waitid(os.P_PID, second, os.WEXITED | os.WNOWAIT)  # all its threads are gone
        assert extractor.extract(TEXT)


@linux
def test_a_dead_worker_closes_the_gate(copying_folder):
    """The engine lets no text through, and says why without it."""
    with OnnxExtractor(copying_folder) as extractor, MemPrivacy(
        extractor=extractor, vault=MemoryVault()
    ) as engine:  # fmt: skip
        extractor.wait_ready(60)
        os.kill(extractor.worker_pid, signal.SIGSTOP)
        threading.Timer(0.2, os.kill, (extractor.worker_pid, signal.SIGKILL)).start()
        with pytest.raises(ExtractorError, match="not let through") as caught:
            engine.desensitize(TEXT)
        assert "4821" not in str(caught.value)
        assert engine.desensitize(TEXT) == "my code is <VERIFICATION_CODE_1>"


def test_a_start_that_takes_too_long_fails(copying_folder):
    """`wait_ready` lets it go on; a message does not wait for ever."""
    with OnnxExtractor(copying_folder, start_timeout=0.01) as extractor:
        with pytest.raises(ModelTimeoutError, match="not ready after"):
            extractor.wait_ready(0.01)
        first = extractor.worker_pid
        with pytest.raises(ModelTimeoutError, match="not ready after"):
            extractor.extract(TEXT)
        assert gone(first)
        extractor.wait_ready()
        assert extractor.extract(TEXT)


def test_a_closed_extractor_is_closed(copying_folder):
    """Its worker is gone, who waits for it is told, and closing again changes nothing."""
    extractor = OnnxExtractor(copying_folder)
    extractor.wait_ready(60)
    pid = extractor.worker_pid
    if sys.platform == "linux":
        os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(extractor.extract, TEXT * 50)
        time.sleep(0.2)
        extractor.close()
        with pytest.raises(ModelWorkerError, match="closed"):
            waits.result(30)
    extractor.close()
    assert gone(pid)
    assert extractor.worker_pid is None
    for use in (lambda: extractor.extract(TEXT), extractor.wait_ready):
        with pytest.raises(ModelWorkerError, match="closed"):
            use()


def test_a_dropped_extractor_ends_its_worker(copying_folder):
    """Also without `close`."""
    extractor = OnnxExtractor(copying_folder)
    pid = extractor.worker_pid
    del extractor
    assert gone(pid)


def test_arguments_are_checked(copying_folder):
    """Before anything is started."""
    for wrong in (
        {"runtime": "torch"},
        {"timeout": 0},
        {"threads": 0},
        {"context": -1},
        {"start_timeout": float("nan")},
        {"timeout": float("inf")},
        {"start_timeout": 1e12},
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            OnnxExtractor(copying_folder, **wrong)


def test_arguments_of_a_message_are_checked(running, capsys):
    """A TypeError to the caller; the worker is kept, and nothing is printed."""
    pid = running.worker_pid
    for given in ({"text": b"x"}, {"text": "x", "role": 1}, {"text": "x", "real_name": b"x"}):
        with pytest.raises(TypeError, match=f"{list(given)[-1]} must be a str"):
            running.extract(**given)
    with pytest.raises(TypeError, match="several"):
        running.extract_many("abc")
    running.wait_ready(float("inf"))
    assert (running.worker_pid, capsys.readouterr().err) == (pid, "")


@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_weights_that_are_changed_while_it_runs_are_an_error(copy, runtime):
    """They are mapped: the model answers nonsense. The next worker compares the digests."""
    weights = copy / "model.onnx.data"
    good = weights.read_bytes()
    with OnnxExtractor(copy, runtime=runtime, cache=False, threads=1) as extractor:
        assert extractor.extract(TEXT)
        with weights.open("r+b") as file:
            file.write(bytes(len(good)))
        with pytest.raises(ModelFolderError, match="was changed while the model was running"):
            extractor.extract(TEXT)
        with pytest.raises(ModelFolderError, match="damaged"):
            extractor.extract(TEXT)
        weights.write_bytes(good)
        assert extractor.extract(TEXT)


@pytest.mark.parametrize("off", [-1, 1, 8, 1000])
def test_a_manifest_with_another_vocabulary_is_refused(copy, off):
    """Read with it, every row of logits would stand for other tokens, and nothing be found."""
    data = json.loads((copy / "memprivacy.json").read_bytes())
    data["vocabulary"] += off
    (copy / "memprivacy.json").write_text(json.dumps(data))
    with pytest.raises(ModelFolderError, match="differ in vocabulary"):
        OnnxExtractor(copy, runtime="onnxruntime", cache=False)
    model = ModelFolder.read(copy)
    with pytest.raises(ModelFolderError, match="does not give the"):
        OrtSession(model, capacity=64)


@pytest.fixture
def copy(copying_folder, tmp_path):
    return Path(shutil.copytree(copying_folder, tmp_path / "model"))


def rewrite(folder: Path, **changes) -> None:
    manifest = json.loads((folder / "memprivacy.json").read_text("utf-8"))
    (folder / "memprivacy.json").write_text(json.dumps({**manifest, **changes}), "utf-8")


def test_a_missing_file_is_told_at_once(copy):
    """As is a folder that is not there, or of another kind."""
    (copy / "model.onnx.data").unlink()
    with pytest.raises(ModelFolderError, match=r"model.onnx.data is missing"):
        OnnxExtractor(copy)
    with pytest.raises(ModelFolderError, match="no model folder"):
        OnnxExtractor(copy / "nothing")
    rewrite(copy, files={}, kind="encoder")
    with pytest.raises(ModelFolderError, match="holds a encoder, not a generator"):
        OnnxExtractor(copy)


@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_a_damaged_file_stops_every_text(copy, runtime):
    """One flipped bit would load, and answer nonsense; mended, it works."""
    weights = copy / "model.onnx.data"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with OnnxExtractor(copy, runtime=runtime, cache=False) as extractor:
        for use in (extractor.wait_ready, lambda: extractor.extract(TEXT)):
            with pytest.raises(
                ModelFolderError, match=r"model.onnx.data is damaged; get the model again"
            ):
                use()
        data[len(data) // 2] ^= 1
        weights.write_bytes(data)
        assert extractor.extract(TEXT)


@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_a_model_that_is_no_decoder_is_one_clear_error(copy, runtime):
    """Though its folder is in order: the graph is another one."""
    import onnx

    model = ModelFolder.open(copy)
    kind = onnx.TensorProto.INT64
    given, taken = (onnx.helper.make_tensor_value_info(name, kind, ["n"]) for name in "xy")
    node = onnx.helper.make_node("Neg", ["x"], ["y"])
    graph = onnx.helper.make_graph([node], "graph", [given], [taken])
    opsets = [onnx.helper.make_opsetid("", 17)]
    onnx.save(
        onnx.helper.make_model(graph, opset_imports=opsets, ir_version=9), copy / "model.onnx"
    )
    model.save()
    with OnnxExtractor(copy, runtime=runtime, cache=False) as extractor:
        with pytest.raises(
            ExtractorError, match=r"is not a decoder|cannot (load|run) the model"
        ) as caught:
            extractor.wait_ready(60)
        assert "\n" not in str(caught.value)


def test_a_context_that_is_too_short_is_told(copying_folder):
    """At the start, not at the first long message."""
    extractor = OnnxExtractor(copying_folder, context=40)
    with extractor, pytest.raises(ExtractorError, match="do not fit"):
        extractor.extract(TEXT)


def test_a_message_longer_than_the_context_is_read_in_parts(running):
    """The tiny model holds 512 tokens; spans are found to the end."""
    text = "my code is 4821, how are you? " * 40
    found = running.extract(text)
    assert all(text[span.start : span.end] == span.text for span in found)
    assert max(span.end for span in found) > len(text) - 20


WITHOUT = """
import sys
sys.modules[sys.argv[2]] = None
from langchain_memprivacy import ExtractorError, OnnxExtractor
try:
    OnnxExtractor(sys.argv[1], runtime=sys.argv[3])
except ExtractorError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("library", "runtime"),
    [("onnxruntime_genai", "genai"), ("onnxruntime", "onnxruntime"), ("tokenizers", "genai")],
)
def test_a_missing_extra_is_named(copying_folder, library, runtime):
    """With what installs it."""
    told = run(WITHOUT, copying_folder, library, runtime)
    assert told == f"{library} is not installed; pip install 'langchain-memprivacy[onnx]'"


HOST = """
import sys
from langchain_memprivacy import OnnxExtractor
with OnnxExtractor(sys.argv[1], threads=1) as extractor:
    assert extractor.extract("my code is 4821")
print(sorted(sys.modules.keys() & {"numpy", "onnxruntime", "onnxruntime_genai", "tokenizers"}))
"""


def test_the_host_loads_no_model_library(copying_folder):
    """They are in the worker only."""
    assert run(HOST, copying_folder) == "[]"


FORKED = """
import os, sys
from langchain_memprivacy import OnnxExtractor
with OnnxExtractor(sys.argv[1], threads=1) as extractor:
    extractor.extract("my code is 4821")
    before, (reading, writing) = extractor.worker_pid, os.pipe()
    if os.fork() == 0:
        spans = extractor.extract("my code is 5307")
        os.write(writing, f"{spans[0].text} {extractor.worker_pid}".encode())
        sys.exit(0)  # as a worker of a web server does, with all that happens at exit
    text, pid = os.read(reading, 99).decode().split()
    os.wait()
    assert extractor.extract("my code is 4821")[0].text == "4821"
    assert extractor.worker_pid == before != int(pid)
    print(text, pid)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_a_worker_of_its_own(copying_folder):
    """The parent's is not touched, and the child's ends with the child."""
    text, pid = run(FORKED, copying_folder, PYTHONWARNINGS="ignore").split()
    assert text == "5307"
    assert gone(int(pid))


INTERRUPTED = """
import os, signal, sys, threading
from langchain_memprivacy import OnnxExtractor
with OnnxExtractor(sys.argv[1], threads=1) as extractor:
    extractor.wait_ready()
    os.kill(extractor.worker_pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        extractor.extract("my code is 4821, hello")
    except KeyboardInterrupt:
        os.kill(extractor.worker_pid, signal.SIGCONT)
    before = extractor.worker_pid
    print([span.text for span in extractor.extract("the code 5307")], extractor.worker_pid == before)
"""


@linux
def test_whoever_is_interrupted_leaves_no_answer_behind(copying_folder):
    """The next message gets its own, from the same worker."""
    assert run(INTERRUPTED, copying_folder) == "['5307'] True"


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]) << 20,) * 2)
from langchain_memprivacy import ExtractorError, OnnxExtractor
with OnnxExtractor(sys.argv[1], threads=1, runtime=sys.argv[3], cache=False) as extractor:
    try:
        extractor.extract("my code is 4821")
        print("found")
    except ExtractorError as error:
        print(type(error).__name__, error)
"""


@linux
@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
@pytest.mark.parametrize("megabytes", [60, 120, 180, 240, 270, 290, 305])
def test_too_little_memory_is_one_clear_error(copying_folder, megabytes, runtime):
    """Wherever in the start it runs out."""
    told = run(LIMITED, copying_folder, megabytes, runtime)
    # What a runtime takes differs from version to version: the last limits may be enough.
    # Near the end of a start, a library may abort without a word.
    enough = megabytes > 200 and told == "found"
    aborted = megabytes > 200 and "died (signal 6, often a lack of memory)" in told
    assert told.startswith("ModelMemoryError ") or enough or aborted, told
    assert "\n" not in told


@linux
def test_memory_that_runs_out_later_fails_that_message(copying_folder):
    """A fresh process serves the next one."""
    import resource

    with OnnxExtractor(copying_folder, threads=1) as extractor:
        extractor.extract(TEXT)
        first = extractor.worker_pid
        size = int(Path(f"/proc/{first}/statm").read_text().split()[0]) * resource.getpagesize()
        resource.prlimit(first, resource.RLIMIT_AS, (size, size))
        with pytest.raises(ModelMemoryError, match="memory") as caught:
            extractor.extract("hello " * 2_000_000)
        assert isinstance(caught.value, MemoryError)
        assert extractor.extract(TEXT)
        assert extractor.worker_pid != first
