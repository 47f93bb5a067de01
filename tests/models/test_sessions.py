"""The two runtimes behind one seam: the same tokens, and the same limits."""

from __future__ import annotations

import os
import random
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from langchain_memprivacy import ExtractorError
from langchain_memprivacy.extractors.onnx import ModelMemoryError, cores
from langchain_memprivacy.extractors.onnx.genai import GenAISession
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, ModelFolderError
from langchain_memprivacy.extractors.onnx.ort import OrtSession
from langchain_memprivacy.extractors.onnx.prefix import PrefixFile, default_cache
from langchain_memprivacy.extractors.onnx.session import Session, SessionFull

BOTH = (GenAISession, OrtSession)


@pytest.fixture(scope="module")
def model(generator_folder) -> ModelFolder:
    return ModelFolder.open(generator_folder)


@pytest.fixture(params=BOTH, ids=["genai", "onnxruntime"])
def session(request, model):
    made = request.param(model, capacity=400, threads=1)
    yield made
    made.close()


def some(model: ModelFolder, count: int, seed: int = 3) -> list[int]:
    return random.Random(seed).choices(range(model.vocabulary), k=count)


def test_both_are_sessions(session, model):
    """They have what the decoder asks for, and say nothing of what they hold."""
    assert isinstance(session, Session)
    assert (session.length, session.capacity) == (0, 400)
    logits = session.append([5, 6, 7])
    assert (logits.shape, logits.dtype) == ((model.vocabulary,), np.float32)
    assert repr(session) == f"{type(session).__name__}(3 of 400 tokens)"


def test_the_runtimes_agree_token_for_token(model):
    """Through appends of all sizes and rewinds, each gives the other's next token."""
    first, second = (kind(model, capacity=400, threads=1) for kind in BOTH)
    rng, compared = random.Random(1), 0
    for _ in range(250):
        if rng.random() < 0.3:
            length = rng.randint(0, first.length)
            first.rewind(length)
            second.rewind(length)
        tokens = rng.choices(range(model.vocabulary), k=rng.choice([1, 1, 1, 2, 7, 300]))
        if first.length + len(tokens) > 400:
            continue
        one, two = first.append(tokens), second.append(tokens)
        assert first.length == second.length
        assert one.argmax() == two.argmax()
        np.testing.assert_allclose(one, two, atol=1e-5)
        compared += 1
    assert compared > 100


def test_they_write_the_same_text(model):
    """Greedy generation gives one sequence, however the runtime and the prompt's cuts."""
    prompt, written = some(model, 290), []
    for kind, cut in ((GenAISession, 290), (GenAISession, 100), (OrtSession, 290), (OrtSession, 7)):
        session = kind(model, capacity=400, threads=1)
        session.append(prompt[:cut])
        tokens = [int(session.append(prompt[cut:] or prompt[-1:]).argmax())] if cut < 290 else None
        if tokens is None:
            session.rewind(289)
            tokens = [int(session.append(prompt[-1:]).argmax())]
        while len(tokens) < 100:
            tokens.append(int(session.append(tokens[-1:]).argmax()))
        written.append(tokens)
    assert written[1:] == written[:-1]
    assert len(set(written[0])) > 1


def test_a_rewound_session_is_as_a_fresh_one(session, model):
    """Nothing of what was dropped is left, and no token is read twice."""
    shared, first, second = some(model, 40, 1), some(model, 30, 2), some(model, 20, 4)
    session.append(shared)
    fresh = session.append(second).copy()
    for length in (40, 0):
        session.rewind(length)
        session.append(shared[length:] + first if length == 0 else first)
        session.rewind(40)
        assert session.length == 40
        np.testing.assert_allclose(session.append(second), fresh, atol=1e-5)
        assert session.length == 60


@pytest.mark.parametrize("kind", BOTH)
def test_long_prompts_are_read_in_chunks(kind, model):
    """No forward pass has more than 256 tokens: its logits would take gigabytes."""

    class Watched(kind):
        def _forward(self, tokens):
            seen.append(len(tokens))
            return super()._forward(tokens)

    seen = []
    session = Watched(model, capacity=512, threads=1)
    session.append(some(model, 512))
    assert (seen, session.length) == ([256, 256], 512)


@pytest.mark.parametrize("kind", BOTH)
def test_a_pass_that_fails_leaves_the_session_as_it_was(kind, model):
    """Also when an earlier chunk went through; the error is ours, and quotes nothing."""

    class Failing(kind):
        def _forward(self, tokens):
            if self.length >= 256 + 7 and failing:
                msg = f"cannot take {list(tokens)}"
                raise failing[0](msg)
            return super()._forward(tokens)

    failing, session = [], Failing(model, capacity=512, threads=1)
    session.append(some(model, 7))
    expected = session.append([1, 2]).copy()
    session.rewind(7)
    for error, ours in ((RuntimeError, ExtractorError), (MemoryError, ModelMemoryError)):
        failing[:] = [error]
        with pytest.raises(ours, match=r"^cannot run the model") as caught:
            session.append(some(model, 400))
        assert "[" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        failing.clear()
        assert session.length == 7
        np.testing.assert_allclose(session.append([1, 2]), expected, atol=1e-5)
        session.rewind(7)


def test_the_generator_itself_holds_no_more(model):
    """It takes memory for all that it may hold: for the capacity, not for the whole context."""
    session = GenAISession(model, capacity=30, threads=1)
    session._generator.append_tokens(np.arange(30, dtype=np.int32))
    with pytest.raises(RuntimeError, match=r"exceeds max length \(30\)"):
        session._generator.append_tokens(np.arange(1, dtype=np.int32))


def test_a_full_session_says_so_and_stays_as_it_was(session, model):
    """The last token fits, one more does not, and the session can be used on."""
    expected = session.append(some(model, 300)).copy()
    session.rewind(0)
    session.append(some(model, 300))
    with pytest.raises(SessionFull, match=r"101 tokens more do not fit: .* holds 300 of 400"):
        session.append(some(model, 101))
    assert session.length == 300
    session.append(some(model, 100))
    assert session.length == session.capacity
    with pytest.raises(SessionFull):
        session.append([1])
    session.rewind(0)
    np.testing.assert_allclose(session.append(some(model, 300)), expected, atol=1e-5)


def test_what_is_no_token_is_refused(session, model):
    """The runtimes would read whatever lies in memory there."""
    session.append([1, 2])
    for tokens in ([], [-1], [model.vocabulary]):
        with pytest.raises(ValueError, match="token"):
            session.append(tokens)
    for length in (-1, 3):
        with pytest.raises(ValueError, match="cannot rewind to"):
            session.rewind(length)
    assert session.length == 2


@pytest.mark.parametrize("kind", BOTH)
def test_capacity_is_a_budget_within_the_models_context(kind, model):
    """It is the whole context when it is not given, and never more."""
    assert kind(model, threads=1).capacity == model.context
    for capacity in (0, model.context + 1):
        with pytest.raises(ValueError, match=f"allows 1 to {model.context}"):
            kind(model, capacity=capacity)


def test_closing_twice_changes_nothing(session):
    """And a closed session is refused in our words."""
    session.append([1])
    session.close()
    session.close()
    assert session.length == 0
    with pytest.raises(ExtractorError, match="closed"):
        session.append([1])


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
@pytest.mark.parametrize("kind", BOTH)
def test_threads_are_those_asked_for(kind, model):
    """The caller's own is one of them."""

    def tasks() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    before = tasks()
    one = kind(model, capacity=8, threads=1)
    assert tasks() == before
    three = kind(model, capacity=8, threads=3)
    assert tasks() == before + 2
    one.close()
    three.close()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs affinity")
def test_cores_are_those_this_process_may_use(monkeypatch, tmp_path):
    """A pinned process and a container with a quota have fewer than the machine."""
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(cores, "_QUOTA", quota)
    allowed = len(os.sched_getaffinity(0))
    assert cores.usable_cores() == allowed
    for text, most in (
        ("max 100000", allowed),
        ("50000 100000", 1),
        ("150000 100000", 2),
        ("?", allowed),
    ):
        quota.write_text(text)
        assert cores.usable_cores() == min(allowed, most)
    script = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from langchain_memprivacy.extractors.onnx.cores import usable_cores; print(usable_cores())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


@pytest.fixture
def prefix(model, tmp_path):
    tokens = some(model, 300)
    return tokens, PrefixFile(tmp_path / "cache", model, tokens, "onnxruntime 0")


def test_a_saved_prefix_is_as_good_as_a_read_one(model, prefix):
    """Another session goes on from it with bit-identical logits."""
    tokens, file = prefix
    writer, reader = (OrtSession(model, capacity=400, threads=1) for _ in range(2))
    assert not reader.restore_prefix(file, 300)
    writer.append(tokens)
    writer.save_prefix(file)
    expected = writer.append([1, 2, 3])
    reader.append([9, 8, 7])
    assert reader.restore_prefix(file, 300)
    assert reader.length == 300
    np.testing.assert_array_equal(reader.append([1, 2, 3]), expected)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


@pytest.mark.parametrize("harm", ["cut", "longer", "magic", "key", "digest", "body", "empty"])
def test_a_damaged_file_is_no_prefix(model, prefix, harm):
    """The session is empty then, and reads the prompt again."""
    tokens, file = prefix
    session = OrtSession(model, capacity=400, threads=1)
    session.append(tokens)
    session.save_prefix(file)
    expected = session.append([1, 2, 3]).copy()
    data = bytearray(file.path.read_bytes())
    place = {"magic": 3, "key": 25, "digest": 60, "body": len(data) // 2}
    if harm == "cut":
        del data[-5:]
    elif harm == "longer":
        data += b"x"
    elif harm == "empty":
        data.clear()
    else:
        data[place[harm]] ^= 1
    file.path.write_bytes(data)
    assert not session.restore_prefix(file, 300)
    assert session.length == 0
    session.append(tokens)
    np.testing.assert_array_equal(session.append([1, 2, 3]), expected)


def test_the_file_is_of_one_model_prompt_and_runtime(model, prefix, tmp_path):
    """Another one has another name, and replaces those of the same model."""
    tokens, file = prefix
    session = OrtSession(model, capacity=400, threads=1)
    session.append(tokens)
    session.save_prefix(file)
    digests = dict(model.files)
    digests["model.onnx"] = replace(digests["model.onnx"], sha256="0" * 64)
    folder = file.path.parent
    others = [
        PrefixFile(folder, replace(model, files=digests), tokens, "onnxruntime 0"),
        PrefixFile(folder, model, tokens[:-1], "onnxruntime 0"),
        PrefixFile(folder, model, tokens, "onnxruntime 1"),
    ]
    assert len({file.path, *(other.path for other in others)}) == 4
    for other in others:
        assert not session.restore_prefix(other, 300)
        shutil.copy(file.path, other.path)  # even under the other's name
        assert not session.restore_prefix(other, 300)
    foreign = folder / "another-model.kv"
    left = folder / f"{file.path.name[:12]}-left.new"
    foreign.touch()
    left.touch()
    os.utime(left, (0, 0))
    session.append(tokens)
    session.save_prefix(others[2])
    assert set(folder.iterdir()) == {others[2].path, foreign}


def test_a_prefix_that_cannot_be_written_is_an_os_error(model, tmp_path):
    """And nothing is left behind."""
    session = OrtSession(model, capacity=400, threads=1)
    session.append([1, 2])
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        session.save_prefix(PrefixFile(tmp_path / "file", model, [1, 2], ""))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_prefixes_lie_in_the_users_cache(monkeypatch, tmp_path):
    """Where nothing else is said."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache().is_relative_to(tmp_path)


@pytest.fixture
def copy(model, tmp_path) -> ModelFolder:
    shutil.copytree(model.path, tmp_path / "model")
    return replace(model, path=tmp_path / "model")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("harm", ["garbage", "cut", "empty", "gone"])
def test_a_model_that_cannot_be_loaded_is_one_clear_error(kind, harm, copy):
    """In one line, without the runtime's own words."""
    weights = copy.path / "model.onnx.data"
    match harm:
        case "garbage":
            (copy.path / "model.onnx").write_bytes(b"\x00\x01garbage" * 99)
        case "cut":
            weights.write_bytes(weights.read_bytes()[:999])
        case "empty":
            (copy.path / "model.onnx").write_bytes(b"")
        case "gone":
            weights.unlink()
    with pytest.raises(
        ExtractorError,
        match=r"^(cannot load the model \(.*check its folder|.*no graph that can be read)",
    ) as caught:
        kind(copy, capacity=8)
    assert caught.value.__cause__ is None
    assert str(copy.path) not in str(caught.value)


def test_a_graph_of_another_shape_is_refused(copy):
    """A manifest that names more layers than there are, and a model that is no decoder."""
    for wrong in (replace(copy, layers=3), replace(copy, layers=1), replace(copy, layers=0)):
        with pytest.raises(ModelFolderError, match="is not a decoder of"):
            OrtSession(wrong, capacity=8)


LATE = """
import warnings
warnings.simplefilter("error")
import onnxruntime
from langchain_memprivacy.extractors.onnx.quiet import quiet
try:
    quiet()
except RuntimeWarning as warning:
    print(warning)
quiet()
"""


@pytest.mark.parametrize("given", ["", "1"])
def test_a_library_loaded_with_telemetry_on_is_warned_of_once(given, tmp_path):
    """Only where the switch was not set before."""
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "CI": "1"}
    environment["ORT_DISABLE_TELEMETRY"] = given
    done = subprocess.run(
        [sys.executable, "-c", LATE], env=environment, capture_output=True, text=True, check=True
    )
    told = "onnxruntime was imported with its telemetry on" in done.stdout
    assert told == (given == "")
