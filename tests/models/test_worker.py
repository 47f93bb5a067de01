"""The worker process: how it is spoken to, what it can see, and when it ends."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy import OnnxExtractor
from langchain_memprivacy.extractors.onnx import failures, wire
from langchain_memprivacy.extractors.onnx.process import MODULE
from langchain_memprivacy.extractors.onnx.settings import Settings
from langchain_memprivacy.extractors.onnx.turns import Turns

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
TEXT = "my code is 4821"


@given(st.text(st.characters(), max_size=40) | st.sampled_from(["\ud83d\ude00", "\x00"]))
def test_values_come_back_as_they_were(text):
    """Every Python string: surrogates in pairs stay two characters."""
    pipe = io.BytesIO()
    wire.send(pipe, {"text": text, "n": [1, None]})
    pipe.seek(0)
    assert wire.receive(pipe) == {"text": text, "n": [1, None]}
    assert wire.receive(pipe) is None


def test_what_is_cut_off_is_no_value():
    """At every byte; and what is no frame is told apart."""
    pipe = io.BytesIO()
    wire.send(pipe, {"text": "four"})
    whole = pipe.getvalue()
    for cut in range(len(whole)):
        assert wire.receive(io.BytesIO(whole[:cut])) is None
    for wrong in (
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x02{]",
        b"\x00\x00\x00\x01\xff",
    ):
        with pytest.raises(ValueError, match=r"not a frame|decode|Expecting"):
            wire.receive(io.BytesIO(wrong))


def test_a_value_longer_than_a_pipe_goes_through():
    """In as many writes as it takes."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as source, os.fdopen(writing, "wb", 0) as sink:
        value = {"text": "x" * 3_000_000}
        thread = threading.Thread(target=wire.send, args=(sink, value))
        thread.start()
        assert wire.receive(source) == value
        thread.join()


def test_turns_are_given_in_order():
    """First come, first served, and an error passes the turn on."""
    turns, order = Turns(), []

    def take(number: int) -> None:
        with contextlib.suppress(KeyError), turns.turn():
            order.append(number)
            if number == 3:
                raise KeyError

    with turns.turn():
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(turns._gates) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))


GIVES_UP = """
import os, signal, threading, time
from langchain_memprivacy.extractors.onnx.turns import Turns
turns, inside, most, order = Turns(), 0, 0, []
def take(name, seconds):
    global inside, most
    with turns.turn():
        inside += 1
        most = max(most, inside)
        time.sleep(seconds)
        order.append(name)
        inside -= 1
def start(name, seconds):
    threading.Thread(target=take, args=(name, seconds)).start()
    time.sleep(0.1)
start("first", 1)
threading.Timer(0.3, start, ("last", 0)).start()
threading.Timer(0.1, start, ("second", 0.2)).start()
threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    take("main", 0)
except KeyboardInterrupt:
    order.append("interrupted")
while len(order) < 4:
    time.sleep(0.01)
print(most, *order)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_who_gives_up_waiting_holds_up_nobody():
    """Nor does it let two in at once."""
    done = subprocess.run(
        [sys.executable, "-c", GIVES_UP], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.split() == ["1", "interrupted", "first", "second", "last"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("said", "memory"),
    [
        ("std::bad_alloc", True),
        ("OpenBLAS error: Memory allocation still failed after 10 retries, giving up.", True),
        ("libonnxruntime.so.1: failed to map segment from shared object", True),
        ("Could not allocate the key-value cache buffer of shape", True),
        ("Unable to allocate 3.00 GiB for an array with shape", True),
        ("[ONNXRuntimeError] : 6 : Failed to allocate memory for requested buffer of size 9", True),
        ("can't start new thread", True),
        ("Error opening /somewhere/genai_config.json", False),
        ("input_ids size (20) + current sequence length (2) exceeds max length (16)", False),
    ],
)
def test_runtimes_words_are_classified_not_shown(said, memory):
    """A lack of memory is told apart; the words themselves may quote a message."""
    error = failures.runtime_failure("cannot run the model", RuntimeError(said))
    assert isinstance(error, failures.ModelMemoryError) == memory
    assert said not in str(error)


@pytest.fixture
def worker(copying_folder):
    """A worker without a host, its pipes in our hands."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE], bufsize=0,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        wire.send(process.stdin, Settings(str(copying_folder), "genai", threads=1).as_dict())
        assert wire.receive(process.stdout) == {"ready": True, "id": 0}
        yield process
        process.kill()


def ask(process, number: int, text: str = TEXT) -> dict:
    wire.send(process.stdin, {"id": number, "text": text, "role": "user", "real_name": None})
    return wire.receive(process.stdout)


def test_each_request_has_one_answer(worker):
    """In order, with its number; a request that is none is an error, not the end."""
    assert ask(worker, 1) == {"id": 1, "found": [[11, 15, "Verification Code", 4]]}
    wire.send(worker.stdin, {"id": 2})
    answer = wire.receive(worker.stdout)
    assert answer["id"] == 2
    assert answer["error"]["kind"] == "ExtractorError"
    assert "KeyError" in answer["error"]["message"]
    assert ask(worker, 3)["found"]


def test_it_ends_with_its_input(worker):
    """At once, and with nothing more to say."""
    ask(worker, 1)
    worker.stdin.close()
    assert worker.wait(5) == 0
    assert worker.stdout.read() == b""


def test_it_ends_in_the_midst_of_a_message(worker):
    """Nobody is left to read the answer."""
    wire.send(
        worker.stdin, {"id": 1, "text": "hello, " * 100_000, "role": "user", "real_name": None}
    )
    worker.stdin.close()
    assert worker.wait(10) == 0


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_ctrl_c_is_for_the_program(worker):
    """The worker goes on: its program may, too."""
    worker.send_signal(signal.SIGINT)
    assert ask(worker, 1)["found"]


@linux
def test_nothing_else_reaches_its_pipes(worker):
    """What a library prints goes to standard error; what it reads is empty."""
    files = Path(f"/proc/{worker.pid}/fd")
    assert (files / "1").readlink() == (files / "2").readlink()
    assert str((files / "0").readlink()) == "/dev/null"
    ask(worker, 1)
    worker.stdin.close()
    assert TEXT.encode() not in worker.stderr.read()


def status(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_bytes().replace(b"\0", b"\n").decode()


@linux
def test_it_is_started_with_what_it_needs_only(copying_folder, monkeypatch):
    """Telemetry off, no key of the vault, no memory image on a crash, none of our files."""
    monkeypatch.setenv("MEMPRIVACY_KEY", "a-key-of-the-vault")
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    with Path(__file__).open() as held, OnnxExtractor(copying_folder, threads=1) as extractor:
        os.set_inheritable(held.fileno(), True)  # noqa: FBT003  # its only form
        extractor.wait_ready(60)
        pid = extractor.worker_pid
        lines = status(pid, "environ").splitlines()
        assert "ORT_DISABLE_TELEMETRY=1" in lines
        assert not [line for line in lines if line.startswith("MEMPRIVACY_KEY")]
        assert "Max core file size        0                    0" in status(pid, "limits")
        opened = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
        assert not {name for name in opened if name.endswith(".py")}
        assert os.getsid(pid) == pid
        assert "my code" not in status(pid, "cmdline")


STARTS = """
import sys, time
from langchain_memprivacy import OnnxExtractor
extractor = OnnxExtractor(sys.argv[1], threads=1)
if sys.argv[2] != "starting":
    extractor.extract("my code is 4821")
if sys.argv[2] == "forked":
    import os
    from langchain_memprivacy import forks
    forks._watched.clear()  # as after a fork that Python does not see: the pipes stay open
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
print(extractor.worker_pid, flush=True)
if sys.argv[2] not in ("exit", "error"):
    time.sleep(30)
if sys.argv[2] == "error":
    raise SystemExit(3)
"""


@linux
@pytest.mark.parametrize("how", ["exit", "error", "starting", "killed", "forked"])
def test_it_does_not_outlive_its_program(copying_folder, how):
    """However that ends: at its end, in an error, killed, at once, with children left over."""
    program = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STARTS, str(copying_folder), how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    with program:
        pid = int(program.stdout.readline())
        if how in ("exit", "error"):
            assert program.wait(20) == (3 if how == "error" else 0)
            assert program.stderr.read() == b""
        else:
            program.kill()
        end = time.monotonic() + 10
        while time.monotonic() < end and alive(pid):
            time.sleep(0.02)
        lives = alive(pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
    assert not lives


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
