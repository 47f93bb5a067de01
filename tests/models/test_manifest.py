"""`ModelFolder`: what a manifest says is read back, and each fault is one clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from langchain_memprivacy import ExtractorError, PrivacyLevel
from langchain_memprivacy.extractors.onnx.manifest import (
    MANIFEST,
    Label,
    ModelFolder,
    ModelFolderError,
    Prompt,
    Source,
    listed,
)

# A graph of ONNX that says nothing but who made it, in 2,304 bytes.
GRAPH = b"\x12\xfd\x11" + bytes(range(256)) * 8 + bytes(253)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A generator's folder, with files that are not looked into."""
    path = tmp_path / "made"
    path.mkdir()
    (path / "model.onnx").write_bytes(GRAPH)
    (path / "tokenizer.json").write_text("{}")
    ModelFolder(
        path,
        "generator",
        Source("owner/name", "abc123", "apache-2.0"),
        architecture="Qwen3ForCausalLM",
        precision="int4",
        options={"block_size": 128},
        context=512,
        vocabulary=600,
        layers=2,
        kv_heads=2,
        head_size=32,
        prompt=Prompt("姓名 {real_name}, {braces}\n", "<|im_start|>", "<|im_end|>", ascii=True),
        types=("Email", "Key"),
        end=("<|im_end|>",),
        parity={"tokens": 1.0},
    ).save()
    return path


def edit(folder: Path, **changes) -> None:
    """Change fields of a manifest; `field=...` removes it."""
    data = json.loads((folder / MANIFEST).read_text("utf-8"))
    for name, value in changes.items():
        if value is ...:
            del data[name]
        else:
            data[name] = value
    (folder / MANIFEST).write_text(json.dumps(data), "utf-8")


def test_what_was_saved_is_read_back(folder):
    """All fields, the prompt's text from its own file, and the digest of each file."""
    model = ModelFolder.open(folder, kind="generator")
    assert model.as_dict() == json.loads((folder / MANIFEST).read_text("utf-8"))
    assert model.prompt.text == (folder / "prompt.txt").read_text("utf-8")
    assert (model.prompt.before, model.prompt.after, model.prompt.ascii) == (
        "<|im_start|>",
        "<|im_end|>",
        True,
    )
    assert (model.types, model.context, model.level) == (("Email", "Key"), 512, "type")
    assert model.source == Source("owner/name", "abc123", "apache-2.0")
    assert set(model.files) == {"model.onnx", "tokenizer.json", "prompt.txt"}
    assert model.file("model.onnx").read_bytes() == GRAPH
    assert listed(folder) == sorted(model.files)


def test_a_tagger_has_labels_and_no_prompt(tmp_path):
    """Labels come back with their types and levels; one that is not private has neither."""
    labels = {"B-EMAIL": Label("EMAIL", PrivacyLevel.PL2), "X": Label(None)}
    ModelFolder(tmp_path, "tagger", Source("t"), labels=labels).save()
    model = ModelFolder.open(tmp_path)
    assert (model.labels, model.prompt, model.pooling) == (labels, None, None)


def test_a_folder_that_was_moved_opens(folder, tmp_path):
    """Nothing in the manifest depends on where the folder is."""
    before = ModelFolder.open(folder)
    moved = folder.rename(tmp_path / "elsewhere")
    after = ModelFolder.open(moved)
    assert (after.as_dict(), after.digest) == (before.as_dict(), before.digest)


def test_the_digest_is_of_the_model_and_how_it_is_asked(folder):
    """Another prompt or another byte of the weights is another digest; a new date is not."""
    first = ModelFolder.open(folder).digest
    edit(folder, created="2030-01-01T00:00:00Z")
    assert ModelFolder.open(folder).digest == first
    data = json.loads((folder / MANIFEST).read_text("utf-8"))
    edit(folder, prompt={**data["prompt"], "after": "other"})
    assert ModelFolder.open(folder).digest != first


def test_damage_is_found(folder):
    """A flipped bit, a cut and a missing file are told with the name of the file."""
    weights = folder / "model.onnx"
    data = weights.read_bytes()
    weights.write_bytes(data[:7] + bytes([data[7] ^ 1]) + data[8:])
    with pytest.raises(ModelFolderError, match=r"model\.onnx is damaged"):
        ModelFolder.open(folder)
    assert ModelFolder.open(folder, verify=False).context == 512  # sizes only
    weights.write_bytes(data[:-1])
    with pytest.raises(ModelFolderError, match=r"model\.onnx is damaged"):
        ModelFolder.open(folder, verify=False)
    weights.unlink()
    with pytest.raises(ModelFolderError, match=r"model\.onnx is missing"):
        ModelFolder.open(folder, verify=False)


def test_a_changed_prompt_is_found_even_without_verify(folder):
    """It is short, and it decides what is found."""
    prompt = folder / "prompt.txt"
    prompt.write_text(prompt.read_text("utf-8").replace("braces", "brases"), "utf-8")
    with pytest.raises(ModelFolderError, match=r"prompt\.txt is damaged"):
        ModelFolder.open(folder, verify=False)
    prompt.unlink()
    with pytest.raises(ModelFolderError, match=r"prompt\.txt is missing"):
        ModelFolder.open(folder, verify=False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "newer release"),
        ({"format": "1"}, "damaged"),
        ({"format": ...}, "damaged"),
        ({"kind": "oracle"}, "kind must be one of"),
        ({"kind": ["generator"]}, "kind must be one of"),
        ({"context": 0}, "context must be a whole number"),
        ({"context": True}, "context must be a whole number"),
        ({"vocabulary": -1}, "vocabulary must be"),
        ({"types": "Email"}, "types must be a list"),
        ({"types": [1]}, "types must be a list"),
        ({"level": "both"}, "level must be one of"),
        ({"source": "x"}, "source must be an object"),
        ({"source": {}}, "name must be a string"),
        ({"prompt": ...}, "file must be a string"),
        ({"labels": {"A": "EMAIL"}}, "A must be an object"),
        ({"labels": {"A": {"type": "EMAIL", "level": "PL9"}}}, "level must be one of"),
        ({"files": {"../model.onnx": {"size": 1, "sha256": ""}}}, "inside the folder"),
        ({"files": {"/etc/hostname": {"size": 1, "sha256": ""}}}, "inside the folder"),
        ({"files": {"C:\\model": {"size": 1, "sha256": ""}}}, "inside the folder"),
        ({"files": {"a\x00b": {"size": 1, "sha256": ""}}}, "printable"),
        ({"files": {"\x1b[2J": {"size": 1, "sha256": ""}}}, "printable"),
        ({"source": {"name": "\x1b]0;owned\x07"}}, "printable"),
        ({"prompt": {"file": "a\x00b", "sha256": ""}}, "printable"),
        ({"files": {"model.onnx": {"size": "1", "sha256": ""}}}, "size must be"),
        ({"files": {"model.onnx": {"size": 2304}}}, "sha256 must be"),
        ({"files": {"nothing.bin": {"size": 1, "sha256": ""}}}, "prompt.txt is damaged"),
    ],
)
def test_a_manifest_that_is_wrong_is_one_clear_error(folder, changes, words):
    """A field of the wrong shape is named; nothing is guessed."""
    edit(folder, **changes)
    with pytest.raises(ModelFolderError, match=words) as raised:
        ModelFolder.open(folder)
    assert "\n" not in str(raised.value)
    assert isinstance(raised.value, ExtractorError)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_manifest_is_refused(folder, content):
    """Empty, cut, another JSON value, other bytes, nested without end."""
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(ModelFolderError, match="damaged"):
        ModelFolder.open(folder)


def test_folders_that_are_none_are_told_apart(folder, tmp_path):
    """No folder, a file, no manifest, another kind, a file that is not listed."""
    with pytest.raises(ModelFolderError, match="there is no model folder"):
        ModelFolder.open(tmp_path / "nowhere")
    with pytest.raises(ModelFolderError, match="there is no model folder"):
        ModelFolder.open(folder / "model.onnx")
    with pytest.raises(ModelFolderError, match="no model folder; export"):
        ModelFolder.open(tmp_path)
    with pytest.raises(ModelFolderError, match="holds a generator, not a tagger"):
        ModelFolder.open(folder, kind="tagger")
    with pytest.raises(ModelFolderError, match=r"has no config\.json"):
        ModelFolder.open(folder).file("config.json")


@pytest.mark.parametrize("text", ["", "no place", "{real_name} and {real_name}"])
def test_a_prompt_needs_one_place_for_the_name(text):
    """None or two places are refused before anything is written."""
    with pytest.raises(ModelFolderError, match=r"must hold \{real_name\} once"):
        Prompt(text)
