"""`memprivacy model export`: the real builder and optimum on tiny checkpoints."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from models.support import bert_checkpoints, checkpoints, copying
from models.support.command import environment, run, start
from models.support.hub_server import COMMIT, HubServer

from langchain_memprivacy import PrivacyType
from langchain_memprivacy.export import ExportError, ParityError, export_model
from langchain_memprivacy.export.parity import BOUNDS, judge
from langchain_memprivacy.export.placing import placed
from langchain_memprivacy.export.processes import run_module
from langchain_memprivacy.extractors.encoder import SentenceEncoder
from langchain_memprivacy.extractors.onnx.genai import GenAISession
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, ModelFolderError
from langchain_memprivacy.extractors.onnx.ort import OrtSession
from langchain_memprivacy.extractors.tagger import TaggerExtractor

FILES = {"genai_config.json", "model.onnx", "model.onnx.data", "prompt.txt", "tokenizer.json",
         "tokenizer_config.json"}  # fmt: skip


def left(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def prompt(tmp_path):
    path = tmp_path / "asked.txt"
    path.write_text(copying.PROMPT)
    return path


def test_a_local_checkpoint_needs_no_hub_and_leaves_no_trace(checkpoint, prompt, tmp_path):
    """No request; the files are those of a generator; none names this machine; it can move."""
    home = tmp_path / "zq-home"
    place = tmp_path / "zq-place"
    place.mkdir()
    with HubServer({}) as hub:
        env = environment(home, hub.url, USER="zq-user", LOGNAME="zq-user", HOSTNAME="zq-host")
        code, out, err = run("export", checkpoint, place / "out", "--prompt", prompt,
                             "--precision", "fp16", "--min-agreement", "0.9", "--level", "model",
                             "--json", env=env)  # fmt: skip
    assert (code, err, hub.requests) == (0, "", [])
    made = json.loads(out)
    assert left(place) == ["out"]
    assert set(left(place / "out")) == {*FILES, "memprivacy.json"}
    assert set(made["files"]) == FILES
    assert made["source"] == {"name": checkpoint.name, "revision": None, "licence": None}
    assert made["types"] == [kind.label for kind in PrivacyType]
    assert (made["precision"], made["level"], made["context"]) == ("fp16", "model", 2048)
    assert (made["prompt"]["before"], made["prompt"]["after"]) == (copying.BEFORE, copying.AFTER)
    assert made["parity"]["tokens"] >= 0.9
    traces = [str(tmp_path), str(checkpoint.parent), "zq-", "pytest-", sys.prefix]
    traces += [socket.gethostname()]
    for file in (place / "out").iterdir():
        data = file.read_bytes()
        found = [t for t in traces if t.encode() in data or t.encode("utf-16-le") in data]
        assert found == [], file.name
    moved = shutil.move(place / "out", tmp_path / "moved")
    model = ModelFolder.open(moved)
    logits = []
    for kind in (OrtSession, GenAISession):
        with closing(kind(model, capacity=64, threads=1)) as session:
            logits.append(session.append([5, 6, 7]).copy())
    assert np.allclose(*logits, atol=1e-2)


def test_weights_of_eight_bits_and_a_pruned_head_work_in_both_runtimes(checkpoint, tmp_path):
    """A tied int8 checkpoint loads, its head pruned, and is near the original."""
    model = export_model(checkpoint, tmp_path / "out", precision="int8", prune_head=True,
                         prompt=copying.PROMPT, types=["Email", "Key"],
                         min_agreement=0.8)  # fmt: skip
    assert model.options == {"prune_head": True, "block_size": 64}
    assert model.types == ("Email", "Key")
    assert model.parity["bounds"] == {"tokens": 0.8, "spans": 0.8}
    assert left(tmp_path) == ["out"]


def test_what_is_too_far_from_the_original_leaves_nothing(checkpoint, tmp_path):
    """Four bits of random weights miss the bound; the line says by how much and what to do."""
    seen = []
    with pytest.raises(ParityError, match=r"agreement of tokens 0\.\d+, wanted 0\.800"):
        export_model(checkpoint, tmp_path / "out", prompt=copying.PROMPT,
                     progress=lambda *now: seen.append(now))  # fmt: skip
    assert left(tmp_path) == []
    stages = list(dict.fromkeys(stage for stage, _, _ in seen))
    assert stages == ["exporting", "comparing"]
    for stage in stages:
        done = [(now, total) for name, now, total in seen if name == stage]
        assert done == sorted(done)
        assert done[-1][0] == done[-1][1]


@pytest.mark.parametrize("precision", BOUNDS)
def test_bounds_are_by_precision(precision):
    """Each bound is met or missed by itself; an override stands for all; NaN is not near."""
    exact = {"tokens": 1.0, "spans": 1.0}
    bounds = BOUNDS[precision]
    assert judge(exact, precision, None)["bounds"] == {
        "tokens": bounds.tokens,
        "spans": bounds.spans,
    }
    for name in exact:
        low = {**exact, name: getattr(bounds, name) - 0.001}
        with pytest.raises(ParityError, match=f"agreement of {name}"):
            judge(low, precision, None)
        assert judge(low, precision, 0.5)["bounds"] == {"tokens": 0.5, "spans": 0.5}
        with pytest.raises(ParityError):
            judge({**exact, name: float("nan")}, precision, 0.0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_leaves_nothing(checkpoint, prompt, tmp_path):
    """^C while the builder runs: 130, one line, no folder, no process."""
    place = tmp_path / "place"
    place.mkdir()
    env = environment(tmp_path / "home")
    with start("export", checkpoint, place / "out", "--prompt", prompt, env=env) as process:
        until = time.monotonic() + 60
        while not left(place) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.5)
        (part,) = left(place)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip().splitlines()[-1] == "memprivacy: interrupted"
    assert left(place) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True)
    assert part.encode() not in running.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_it_leaves_nothing(checkpoint, prompt, tmp_path, number):
    """No folder, and the builder does not run on."""
    place = tmp_path / "place"
    place.mkdir()
    env = environment(tmp_path / "home", TMPDIR=str(tmp_path / "home"))
    with start("export", checkpoint, place / "out", "--prompt", prompt, env=env) as process:
        until = time.monotonic() + 60
        while not left(place) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.5)
        (part,) = left(place)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (128 + number, b"", b"")
    assert left(place) == []
    assert not any(name.startswith("memprivacy-") for name in left(tmp_path / "home"))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True)
    assert part.encode() not in running.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_what_a_killed_export_left_is_swept_by_the_next(tmp_path):
    """Not what a living one writes, nor another's, nor the only copy of a model."""
    out = tmp_path / "out"
    names = [".out.00000001.part", ".other.00000001.part", ".out.00000002.old", ".out.new.part"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "weights").write_bytes(b"x")
        os.utime(tmp_path / name, (1, 1))
    with placed(out) as first:
        os.utime(first, (1, 1))
        with placed(out, force=True) as second:
            assert left(tmp_path) == sorted([*names[1:], first.name, second.name])
            (second / "memprivacy.json").write_text("{}")
        shutil.rmtree(out)
        (first / "memprivacy.json").write_text("{}")
    assert left(tmp_path) == sorted([*names[1:], "out"])
    with placed(out, force=True) as third:
        (third / "memprivacy.json").write_text("{}")
    assert left(tmp_path) == sorted([names[1], names[3], "out"])


def test_no_python_of_a_checkpoint_is_run(checkpoint, tmp_path, monkeypatch):
    """Neither by the builder nor by the comparison; and the builder has no key of a vault."""
    source = shutil.copytree(checkpoint, tmp_path / "source")
    mark = tmp_path / "ran"
    for name in ("custom_generate/generate.py", "modeling.py", "configuration.py"):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(
            f"open({str(mark)!r}, 'w')\ndef generate(model, *a, **k): pass\n"
        )
    (source / "adapter_config.json").write_text('{"base_model_name_or_path": "../elsewhere"}')
    export_model(source, tmp_path / "out", prompt=copying.PROMPT, precision="fp32",
                 min_agreement=0)  # fmt: skip
    assert not mark.exists()
    monkeypatch.setenv("MEMPRIVACY_KEY", "zq-key")
    monkeypatch.setenv("MEMPRIVACY_KEY_FILE", "zq-file")
    (tmp_path / "shown.py").write_text(
        "import os\nprint(*(n for n in os.environ if n.startswith('MEMPRIVACY_KEY')))\n"
    )
    lines = []
    run_module("shown", [], tmp_path, lines.append)
    assert lines == ["\n"]


def test_what_the_user_keeps_in_a_model_folder_is_not_replaced(generator_folder, tmp_path):
    """Neither his notes, nor the checkpoint itself, nor what a damaged manifest says nothing of."""
    out = shutil.copytree(generator_folder, tmp_path / "out")
    (out / "checkpoint").mkdir()
    (out / "checkpoint" / "config.json").write_text("{}")
    for source in (out / "checkpoint", out):
        (out / ".DS_Store").touch()
        with pytest.raises(ExportError, match="holds more"):
            export_model(source, out, prompt=copying.PROMPT, force=True)
    ModelFolder.read(out).save()  # now the manifest lists it
    with pytest.raises(ExportError, match="the checkpoint lies in out"):
        export_model(out / "checkpoint", out, prompt=copying.PROMPT, force=True)
    (out / "memprivacy.json").write_text("{")
    with pytest.raises(ExportError, match="holds more"), placed(out, force=True):
        pass
    assert (out / "checkpoint" / "config.json").is_file()
    whole = shutil.copytree(generator_folder, tmp_path / "whole")

    def late():
        with placed(whole, force=True) as work:
            (work / "memprivacy.json").write_text("{}")
            (whole / "notes.txt").write_text("written meanwhile")

    with pytest.raises(ExportError, match="holds more"):
        late()
    assert (whole / "notes.txt").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_leaves_nothing(checkpoint, prompt, tmp_path):
    """Where the weights do not fit (here, a limit on file sizes), one line says so."""
    place = tmp_path / "place"
    place.mkdir()
    code, out, err = run("export", checkpoint, place / "out", "--prompt", prompt,
                         env=environment(tmp_path / "home", PYTHONDONTWRITEBYTECODE="1"),
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (90_000, 90_000)))  # fmt: skip
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "the disk is full" in err
    assert left(place) == []


def test_places_that_are_taken_are_respected(tmp_path):
    """What exists stays, but for a model folder or an empty one that is to be replaced."""
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ExportError, match="exists already"), placed(out):
        pass
    with placed(out, force=True) as work:
        (work / "memprivacy.json").write_text("new")
    assert left(out) == ["memprivacy.json"]

    def failing():
        with placed(out, force=True) as work:
            (work / "memprivacy.json").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert (out / "memprivacy.json").read_text() == "new"
    with placed(out, force=True) as work:
        (work / "memprivacy.json").write_text("newer")
    assert (out / "memprivacy.json").read_text() == "newer"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    for taken in (mine, mine / "diary.txt"):
        with pytest.raises(ExportError, match="no model folder"), placed(taken, force=True):
            pass
    with pytest.raises(ExportError, match="make its parent"), placed(tmp_path / "a" / "b"):
        pass
    assert left(tmp_path) == ["mine", "out"]
    assert (out.stat().st_mode & 0o777) == (mine.stat().st_mode & 0o777)


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda f: (f / "config.json").unlink(), {}, "no checkpoint"),
        (lambda f: (f / "model.safetensors").unlink(), {}, "no weights as safetensors"),
        (lambda f: (f / "model.safetensors").write_bytes(b"cut"), {}, "failed: "),
        (lambda f: (f / "memprivacy.json").write_text("{}"), {}, "a model folder already"),
        (lambda f: rename(f, "OracleForGuessing"), {}, "cannot tell what OracleForGuessing"),
        (lambda f: rename(f, "OracleForCausalLM"), {}, "does not know this architecture"),
        (lambda f: rename(f, "BertForTokenClassification"), {"task": "text-generation"}, "no head"),
        (lambda f: configure(f, hidden_size=None), {}, "must be one of|failed: "),
        (lambda f: configure(f, num_hidden_layers=None), {"precision": "fp32"}, "failed: "),
        (None, {"task": "token-classification"}, "has no head for token-classification"),
        (None, {"block_size": 128}, "must be one of 16, 32, 64 for this model"),
        (None, {"precision": "fp32", "block_size": 32}, "for int4 and int8"),
        (None, {"precision": "int2"}, "precision must be one of"),
        (None, {"revision": "main"}, "for repositories"),
    ],
)
def test_what_cannot_be_exported_is_one_clear_line(checkpoint, tmp_path, change, options, words):
    """What is missing, damaged or wrong is named, and nothing is left."""
    source = checkpoint
    if change is not None:
        source = tmp_path / "source"
        shutil.copytree(checkpoint, source)
        change(source)
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ExportError, match=words) as raised:
        export_model(source, place / "out", prompt=copying.PROMPT, **options)
    assert "\n" not in str(raised.value)
    assert str(tmp_path) not in str(raised.value)
    assert left(place) == []


def rename(folder: Path, architecture: str) -> None:
    configure(folder, architectures=[architecture])


def configure(folder: Path, **changes) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))


def test_a_prompt_without_a_place_is_refused_first(tmp_path):
    """Before anything else is looked at."""
    with pytest.raises(ModelFolderError, match=r"must hold \{real_name\} once"):
        export_model(tmp_path / "nowhere", tmp_path / "out", prompt="no place")


def test_names_that_are_none_are_refused_without_a_request(tmp_path):
    """A path that does not exist is not taken for a repository."""
    with pytest.raises(ExportError, match="there is no folder missing"):
        export_model(tmp_path / "missing", tmp_path / "out")


def test_a_repository_is_exported_by_its_commit(checkpoint, prompt, tmp_path):
    """Weights as safetensors and no pickles; the licence asked first, and kept; the commit, too."""
    source = tmp_path / "source"
    shutil.copytree(checkpoint, source)
    (source / "pytorch_model.bin").write_bytes(b"pickle")
    (source / "modeling.py").write_text("raise SystemExit\n")
    name = "brightleaf/tiny"
    with HubServer({name: source}, licence="cc-by-nc-nd-4.0") as hub:
        env = environment(tmp_path / "home", hub.url)
        refused = run("export", name, tmp_path / "out", env=env, typed=b"n\n")
        assert refused[0] != 0
        assert "no commercial use, and nothing made from it" in refused[2]
        assert hub.downloads() == []
        code, out, err = run("export", name, tmp_path / "out", "--prompt", prompt, "--precision",
                             "fp32", "--yes", "--json", env=env)  # fmt: skip
    assert code == 0, err
    made = json.loads(out)
    assert made["source"] == {"name": name, "revision": COMMIT, "licence": "cc-by-nc-nd-4.0"}
    assert made["parity"]["tokens"] == made["parity"]["spans"] == 1.0
    assert not {"pytorch_model.bin", "modeling.py"} & set(hub.downloads())


def test_a_token_classifier_is_exported(tmp_path):
    """By optimum: the same labels as torch's, and `TaggerExtractor` reads the folder."""
    source = bert_checkpoints.tagger(tmp_path / "source")
    model = export_model(source, tmp_path / "out")
    assert (model.kind, model.architecture) == ("tagger", "BertForTokenClassification")
    assert (model.precision, model.context) == ("fp32", 64)
    assert model.parity["tokens"] >= BOUNDS["fp32"].tokens
    TaggerExtractor(tmp_path / "out", threads=1).extract("mail ada@fennel.io")
    assert left(tmp_path) == ["out", "source"]


def test_a_label_without_a_type_must_be_explained(tmp_path):
    """What it stands for would pass unseen."""
    source = bert_checkpoints.tagger(tmp_path / "source", labels=["O", "B-ZORP", "I-ZORP"])
    with pytest.raises(ExportError, match="--label NAME=TYPE"):
        export_model(source, tmp_path / "out")
    assert left(tmp_path) == ["source"]


def test_a_sentence_encoder_is_exported(tmp_path):
    """By optimum, in 8 bits: vectors near torch's, pooled as the checkpoint says."""
    source = bert_checkpoints.encoder(tmp_path / "source", pooling="cls")
    model = export_model(source, tmp_path / "out", precision="int8")
    assert (model.precision, model.options["block_size"]) == ("int8", 32)
    assert (model.kind, model.pooling, model.context) == ("encoder", "cls", 48)
    assert model.parity["cosine"] >= 0.99
    (vector,) = SentenceEncoder(tmp_path / "out", threads=1).encode(["hello there"])
    assert sum(number * number for number in vector) == pytest.approx(1.0)


def test_a_larger_width_gets_larger_blocks(tmp_path):
    """128 weights share a scale where the model's width allows it."""
    from langchain_memprivacy.export.checkpoints import fetch
    from langchain_memprivacy.export.generator import _block_size

    checkpoints.qwen3(tmp_path / "wide", hidden=128, layers=1)
    wide = fetch(tmp_path / "wide")
    assert _block_size(wide, "int4", None, tied=True) == 128
    assert _block_size(wide, "fp16", None, tied=True) is None
