"""`memprivacy model check`: what is wrong with a folder is a line each, and exit code 3."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from models.support import berts
from models.support.command import environment, run

from langchain_memprivacy.extractors.onnx.checking import check_folder
from langchain_memprivacy.extractors.onnx.manifest import MANIFEST, ModelFolder, ModelFolderError


@pytest.fixture
def env(tmp_path):
    return environment(tmp_path / "home")


@pytest.fixture
def copy(generator_folder, tmp_path):
    """A tiny generator's folder, to be damaged."""
    return shutil.copytree(generator_folder, tmp_path / "made")


@pytest.fixture
def encoder(shared, tmp_path):
    return shutil.copytree(shared.once("bert-encoder", berts.encoder) / "encoder", tmp_path / "enc")


@pytest.fixture
def tagger(shared, tmp_path):
    return shutil.copytree(shared.once("bert-tagger", berts.tagger) / "tagger", tmp_path / "tag")


def edit(folder, **changes) -> None:
    data = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**data, **changes}), "utf-8")


def lines(folder, state: str) -> dict[str, list[str]]:
    """The lines of one state, by what they are about."""
    found: dict[str, list[str]] = {}
    for one in check_folder(folder).findings:
        if one.state == state:
            found.setdefault(one.subject, []).append(one.line)
    return found


def test_a_whole_generator_is_tried_in_both_runtimes(generator_folder, env):
    """Exit code 0; every subject has a line, and nothing is written anywhere."""
    before = sorted(generator_folder.iterdir())
    code, out, err = run("check", generator_folder, "--json", env=env)
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["kind"], report["problems"]) == ("generator", 0)
    states = {one["subject"]: one["state"] for one in report["findings"]}
    assert states["manifest"] == states["files"] == states["libraries"] == states["parity"] == "ok"
    assert {"genai", "onnxruntime"} < states.keys()
    assert states["licence"] == "note"
    assert sorted(generator_folder.iterdir()) == before
    assert [path for path in Path(env["HOME"]).rglob("*") if path.is_file()] == []


def test_people_read_a_line_for_each_finding(generator_folder, env):
    """State, subject, what was seen; the count comes last."""
    code, out, err = run("check", generator_folder, env=env)
    assert (code, err) == (0, "")
    *findings, last = out.splitlines()
    assert last == "0 problem(s)"
    assert all(line.split()[0] in {"ok", "note", "problem"} for line in findings)
    assert any(line.split()[:2] == ["ok", "files"] for line in findings)


def test_every_damaged_file_is_named_and_nothing_is_run(copy, env):
    """One flipped byte, one file gone: two problems, exit code 3, no attempt."""
    data = bytearray((copy / "model.onnx.data").read_bytes())
    data[len(data) // 2] ^= 1
    (copy / "model.onnx.data").write_bytes(data)
    (copy / "genai_config.json").unlink()
    code, out, err = run("check", copy, "--json", env=env)
    report = json.loads(out)
    assert (code, err, report["problems"]) == (3, "", 2)
    told = {one["line"] for one in report["findings"] if one["state"] == "problem"}
    assert told == {
        "model.onnx.data is damaged; get the model again",
        "genai_config.json is missing; get the model again",
    }
    assert not {"genai", "onnxruntime"} & {one["subject"] for one in report["findings"]}


def test_a_file_that_is_not_the_models_is_noted(copy):
    """It may be a forgotten copy; it is no fault."""
    (copy / "model.onnx.data.bak").write_bytes(b"old")
    (copy / ".DS_Store").write_bytes(b"of the system")
    assert lines(copy, "note")["files"] == ["not of the model: model.onnx.data.bak"]
    assert lines(copy, "problem") == {}


def test_a_manifest_without_a_needed_file_is_a_problem(copy):
    """Sizes and digests of the rest agree, and it cannot run all the same."""
    (copy / "genai_config.json").unlink()
    ModelFolder.read(copy).save()
    assert lines(copy, "problem") == {
        "files": ["the manifest lists no genai_config.json; export it again"]
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda folder: (folder / MANIFEST).unlink(), "holds no memprivacy.json"),
        (lambda folder: edit(folder, format=99), "newer release (format 99)"),
        (lambda folder: (folder / MANIFEST).write_text("{"), "memprivacy.json is damaged"),
        (lambda folder: (folder / "prompt.txt").write_text("{real_name}?"), "prompt.txt is dam"),
        (lambda folder: edit(folder, kind="oracle"), "kind must be one of"),
    ],
    ids=["none", "newer", "cut", "prompt", "kind"],
)
def test_a_manifest_that_cannot_be_read_is_the_problem(copy, env, change, told):
    """One line and exit code 3: nothing else can be said."""
    change(copy)
    code, out, err = run("check", copy, env=env)
    assert (code, err) == (3, "")
    assert out.startswith("problem  manifest")
    assert told in out
    assert len(out.splitlines()) == 2


def test_no_folder_is_a_failure_not_a_finding(tmp_path, env):
    """Exit code 1 and one line."""
    code, out, err = run("check", tmp_path / "none", env=env)
    assert (code, out) == (1, "")
    assert err.startswith("memprivacy: there is no model folder at")
    with pytest.raises(ModelFolderError):
        check_folder(tmp_path / "none")


def test_the_folder_may_be_where_we_are(copy, env):
    """`.` has a name, too."""
    code, out, _ = run("check", ".", "--json", env=env, cwd=copy)
    assert (code, json.loads(out)["folder"]) == (0, "made")


def test_other_versions_than_the_exports_are_noted(copy):
    """Both are named; whether it matters, the trial shows."""
    versions = {"onnxruntime-genai": "0.1.2", "torch": "1.0"}
    replace(ModelFolder.read(copy), versions=versions).save()
    (line,) = lines(copy, "note")["libraries"]
    assert line.startswith("onnxruntime-genai is ")
    assert line.endswith(" here, it was 0.1.2 at the export")
    assert lines(copy, "problem") == {}


WITHOUT = """
import sys
from importlib import metadata
real = metadata.version
def version(name):
    if name == "onnxruntime-genai":
        raise metadata.PackageNotFoundError(name)
    return real(name)
metadata.version = version
sys.modules["onnxruntime_genai"] = None
from langchain_memprivacy.cli import main
main(["model", "check", sys.argv[1], "--json"])
"""


def test_a_library_that_is_not_there_is_a_problem(copy, env):
    """With what installs it; the other runtime is tried all the same."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(copy)], capture_output=True, check=False, env=env
    )
    assert (done.returncode, done.stderr) == (3, b"")
    found = json.loads(done.stdout)["findings"]
    told = {one["subject"]: one["line"] for one in found if one["state"] == "problem"}
    assert told.keys() == {"libraries", "genai"}
    assert told["libraries"].startswith("onnxruntime-genai is not installed; pip install")
    assert "onnxruntime_genai is not installed" in told["genai"]
    assert {"onnxruntime"} <= {one["subject"] for one in found if one["state"] != "problem"}


def test_the_licence_is_shown(copy):
    """As the manifest names it."""
    model = ModelFolder.read(copy)
    replace(model, source=replace(model.source, licence="cc-by-nc-nd-4.0")).save()
    assert lines(copy, "ok")["licence"] == ["cc-by-nc-nd-4.0"]


def test_an_agreement_under_its_bound_is_a_problem(copy):
    """An export is refused then; somebody changed the manifest, or the bounds did."""
    parity = {"tokens": 0.5, "spans": 0.9, "bounds": {"tokens": 0.8, "spans": 0.7}}
    replace(ModelFolder.read(copy), parity=parity).save()
    assert lines(copy, "problem") == {
        "parity": ["tokens 0.500 (at least 0.8), spans 0.900 (at least 0.7)"]
    }
    odd = {"tokens": 1, "bounds": {"tokens": "a", "spans": None}}
    replace(ModelFolder.read(copy), parity=odd).save()
    assert lines(copy, "ok")["parity"] == ["tokens 1.000"]
    replace(ModelFolder.read(copy), parity={}).save()
    assert "nobody compared it" in lines(copy, "note")["parity"][0]


def test_a_model_that_does_not_load_is_a_problem_of_each_runtime(copy, env):
    """Its digests agree: only running it shows that it is none."""
    (copy / "model.onnx").write_bytes(b"\x12\x05graph")
    ModelFolder.read(copy).save()
    code, out, err = run("check", copy, "--json", env=env)
    report = json.loads(out)
    assert (code, err, report["problems"]) == (3, "", 2)
    told = {one["subject"]: one["line"] for one in report["findings"] if one["state"] == "problem"}
    assert told.keys() == {"genai", "onnxruntime"}
    assert all("cannot load the model" in line and "\n" not in line for line in told.values())


def test_damaged_weights_with_new_digests_are_a_problem(copy):
    """Weights that are no numbers load; the trial meets them."""
    size = (copy / "model.onnx.data").stat().st_size
    (copy / "model.onnx.data").write_bytes(b"\xff" * size)
    ModelFolder.read(copy).save()
    assert {"genai", "onnxruntime"} == lines(copy, "problem").keys()


def test_a_tagger_reads_messages(tagger):
    """Loaded and asked in this process; nothing is wrong with it."""
    report = check_folder(tagger)
    assert report.problems == 0
    (line,) = [one.line for one in report.findings if one.subject == "run"]
    assert "span(s) found" in line


def test_an_encoder_gives_vectors_of_length_one(encoder):
    """Their size is told."""
    assert lines(encoder, "ok")["run"] == ["5 messages, vectors of 64 numbers"]


@pytest.mark.parametrize("kind", ["tagger", "encoder"])
def test_a_small_model_that_does_not_load_is_a_problem(kind, request):
    """As with generators."""
    folder = request.getfixturevalue(kind)
    (folder / "model.onnx").write_bytes(b"\x12\x05graph")
    ModelFolder.read(folder).save()
    assert lines(folder, "problem").keys() == {"run"}


def test_a_manifest_cannot_write_to_the_terminal(copy, env):
    """Control characters in its texts are a fault, and none is printed."""
    model = ModelFolder.read(copy)
    source = replace(model.source, name="\x1b[31mred\nproblem", licence="\x07")
    replace(model, source=source).save()
    code, out, _ = run("check", copy, env=env)
    assert code == 3
    assert all(char.isprintable() or char == "\n" for char in out)
    assert "\x1b" not in out


def test_how_far_it_is_is_told(copy):
    """Each stage ends with all of its steps."""
    seen: list[tuple[str, int, int]] = []
    check_folder(copy, lambda *step: seen.append(step))
    for stage in ("reading files", "trying"):
        steps = [step for step in seen if step[0] == stage]
        assert steps[-1][1] == steps[-1][2] > 1
        assert [step[1] for step in steps] == sorted(step[1] for step in steps)
