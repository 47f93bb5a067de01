"""`memprivacy model pull` and the licence question, against a hub on 127.0.0.1."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from models.support.command import environment, run
from models.support.hub_server import COMMIT, HubServer

from langchain_memprivacy.export.licences import meaning
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, Prompt, Source

NAME = "brightleaf/tiny-model"


@pytest.fixture
def published(tmp_path):
    """A model folder as somebody put it on the hub, with a card and what else lies there."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"\x12\x05graph")
    (folder / "model.onnx.data").write_bytes(bytes(range(256)) * 40)
    prompt = Prompt("Name: {real_name}\n")
    ModelFolder(folder, "generator", Source("brightleaf/base"), prompt=prompt).save()
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# A model\n")
    (folder / "surprise.py").write_text("raise SystemExit('never run')\n")
    return folder


def test_a_model_is_pulled_and_checked(published, tmp_path):
    """Its listed files and no others are downloaded; it opens, and is what was published."""
    with HubServer({NAME: published}) as hub:
        env = environment(tmp_path / "home", hub.url)
        code, out, err = run("pull", NAME, tmp_path / "got", "--yes", "--json", env=env)
    assert (code, err) == (0, f"{NAME}: mit: free to use; keep its notice\n")
    model = ModelFolder.open(tmp_path / "got")
    assert model.as_dict() == ModelFolder.open(published).as_dict()
    assert json.loads(out)["files"].keys() == model.files.keys()
    assert hub.downloads() == sorted([*model.files, "memprivacy.json"])
    assert all(COMMIT in path for _, path in hub.requests if "/resolve/" in path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["got", "home", "published"]


def test_nothing_is_downloaded_before_the_licence_is_accepted(published, tmp_path):
    """The licence is shown with what it means; no is the answer of somebody who is not there."""
    with HubServer({NAME: published}, licence="cc-by-nc-nd-4.0") as hub:
        env = environment(tmp_path / "home", hub.url)
        for typed in (b"n\n", b""):
            code, out, err = run("pull", NAME, tmp_path / "got", env=env, typed=typed)
            assert (code != 0, out) == (True, "")
            assert "cc-by-nc-nd-4.0: no commercial use, and nothing made from it" in err
        assert hub.downloads() == []
        assert not (tmp_path / "got").exists()
        assert run("pull", NAME, tmp_path / "got", env=env, typed=b"y\n")[0] == 0
    assert ModelFolder.open(tmp_path / "got").kind == "generator"


def test_a_manifests_own_licence_is_asked_about_too(published, tmp_path):
    """A careless card does not hide it; what both name is asked once."""
    model = ModelFolder.read(published)
    replace(model, source=replace(model.source, licence="cc-by-nc-nd-4.0")).save()
    with HubServer({NAME: published}, licence="mit") as hub:
        env = environment(tmp_path / "home", hub.url)
        code, _, err = run("pull", NAME, tmp_path / "got", env=env, typed=b"y\nn\n")
        assert code != 0
        assert "mit: free" in err
        assert "cc-by-nc-nd-4.0: no commercial use" in err
        assert hub.downloads() == ["memprivacy.json"]
        assert not (tmp_path / "got").exists()
        assert run("pull", NAME, tmp_path / "got", env=env, typed=b"y\ny\n")[0] == 0


def test_a_damaged_download_leaves_nothing(published, tmp_path):
    """A file that is not the one of the manifest is named, and there is no folder."""
    with (published / "model.onnx.data").open("r+b") as file:
        file.seek(100)
        file.write(b"\x00\x01\x02")
    with HubServer({NAME: published}) as hub:
        env = environment(tmp_path / "home", hub.url)
        code, out, err = run("pull", NAME, tmp_path / "got", "--yes", env=env)
    assert (code, out) == (1, "")
    assert "model.onnx.data is damaged" in err.splitlines()[-1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home", "published"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["brightleaf/nothing"], "neither a folder nor a repository"),
        ([NAME, "--revision", "v9"], "no such revision"),
        (["brightleaf/empty"], "holds no exported model"),
        (["../escape"], "owner/name"),
    ],
)
def test_what_cannot_be_pulled_is_told_in_a_line(published, tmp_path, arguments, words):
    """No such repository, revision or model, and a name that is none."""
    (tmp_path / "empty").mkdir()
    with HubServer({NAME: published, "brightleaf/empty": tmp_path / "empty"}) as hub:
        env = environment(tmp_path / "home", hub.url)
        code, out, err = run("pull", arguments[0], tmp_path / "got", *arguments[1:], env=env)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert words in err
    assert not (tmp_path / "got").exists()


def test_offline_and_unreachable_hubs_are_told(tmp_path):
    """`HF_HUB_OFFLINE` is respected: no request; a hub that is not there is one line."""
    with HubServer({}) as hub:
        env = environment(tmp_path / "home", hub.url, HF_HUB_OFFLINE="1")
        code, _, err = run("pull", NAME, tmp_path / "got", "--yes", env=env)
        assert (code, hub.requests) == (1, [])
        assert "HF_HUB_OFFLINE forbids" in err
    code, _, err = run("pull", NAME, tmp_path / "got", "--yes", env=environment(tmp_path / "home"))
    assert (code, err.count("\n")) == (1, 1)
    assert "cannot get brightleaf/tiny-model from the hub" in err


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("cc-by-nc-nd-4.0", "no commercial use, and nothing made from it"),
        ("cc-by-nc-4.0", "no commercial use"),
        ("apache-2.0", "free to use"),
        ("llama3", "read its terms"),
        (None, "names no licence"),
    ],
)
def test_licences_are_said_plainly(licence, words):
    """The line names the licence and what it asks for."""
    line = meaning(licence)
    assert words in line
    assert licence is None or licence in line
