"""A model folder of a stranger runs no code of his and reads no file outside it."""

from __future__ import annotations

import json
import shutil
import subprocess

import onnx
import pytest
from models.support.command import environment, run
from models.support.hub_server import HubServer

from langchain_memprivacy import OnnxExtractor
from langchain_memprivacy.extractors.onnx.contents import CONFIG
from langchain_memprivacy.extractors.onnx.genai import GenAISession
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, ModelFolderError

CODE = """
#include <stdio.h>
__attribute__((constructor)) static void begin(void) { FILE *f = fopen("%s", "w"); if (f) fclose(f); }
void *RegisterCustomOps(void *a, void *b) { return 0; }
"""


@pytest.fixture
def made(generator_folder, tmp_path):
    return shutil.copytree(generator_folder, tmp_path / "made")


def change(folder, edit) -> None:
    """Edit the runtime's settings, and let the manifest agree with them."""
    data = json.loads((folder / CONFIG).read_bytes())
    edit(data)
    (folder / CONFIG).write_text(json.dumps(data))
    ModelFolder.read(folder).save()


def options(**given):
    return lambda data: data["model"]["decoder"]["session_options"].update(given)


def test_a_library_of_the_folder_is_never_loaded(made, tmp_path):
    """Neither by an extractor, nor by a session, nor after a pull: the folder is refused."""
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler")
    mark = tmp_path / "ran"
    (tmp_path / "code.c").write_text(CODE % mark)
    library = made / "ops.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-o", library, tmp_path / "code.c"], check=True, timeout=60
    )
    change(made, options(custom_ops_library="ops.so"))
    with pytest.raises(ModelFolderError, match="an unknown setting in session_options"):
        OnnxExtractor(made)
    with pytest.raises(ModelFolderError, match="an unknown setting in session_options"):
        GenAISession(ModelFolder.read(made), capacity=64)
    (made / "README.md").write_text("---\nlicense: mit\n---\n")
    with HubServer({"a/b": made}) as hub:
        env = environment(tmp_path / "home", hub.url)
        code, _, err = run("pull", "a/b", tmp_path / "got", "--yes", env=env)
        assert (code, "an unknown setting in session_options" in err) == (1, True)
        assert not (tmp_path / "got").exists()
        code, out, _ = run("check", made, env=env)
        assert (code, "an unknown setting in session_options" in out) == (3, True)
    assert not mark.exists()


@pytest.mark.parametrize(
    "edit",
    [
        options(custom_ops_library="/tmp/x.so"),
        options(provider_options=[{"cuda": {}}]),
        options(enable_profiling="messages"),
        options(ep_context_file_path="x"),
        lambda data: data["model"]["decoder"].update(filename="../other/model.onnx"),
        lambda data: data["model"]["decoder"].update(pipeline=[]),
        lambda data: data["model"].update(type="whisper"),
        lambda data: data["model"].update(vision={"filename": "x.onnx"}),
        lambda data: data["model"].update(vocab_size=data["model"]["vocab_size"] + 8),
        lambda data: data["model"]["decoder"].update(num_hidden_layers=7),
        lambda data: data["search"].update(top_k=[{}]),
        lambda data: data.update(engine={}),
        lambda data: data.update(model=[]),
    ],
)
def test_settings_that_no_export_writes_are_refused(made, edit):
    """Other keys, values, kinds of model, and facts that the manifest denies."""
    change(made, edit)
    with pytest.raises(ModelFolderError, match=r"genai_config\.json"):
        ModelFolder.open(made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"log_id": "', '"log_id": "x", "log_id": "'),
        ('"log_id": "', '"log_id": "\\", \\"custom_ops_library\\": \\"x.so'),
        ('"top_p": 1.0', '"top_p": NaN'),
        ("{", "// {\n{"),
    ],
)
def test_settings_that_parsers_read_differently_are_refused(made, old, new):
    """Repeated keys, escapes, numbers and comments that are not JSON."""
    text = (made / CONFIG).read_text()
    assert old in text
    (made / CONFIG).write_text(text.replace(old, new, 1))
    ModelFolder.read(made).save()
    with pytest.raises(ModelFolderError, match="is not as an export writes it"):
        ModelFolder.open(made)


def test_settings_that_the_manifest_does_not_list_are_refused(made):
    """The runtime would read them all the same."""
    model = ModelFolder.read(made)
    data = json.loads((made / "memprivacy.json").read_bytes())
    del data["files"][CONFIG]
    (made / "memprivacy.json").write_text(json.dumps(data))
    with pytest.raises(ModelFolderError, match="is not of the model"):
        ModelFolder.open(model.path)


@pytest.mark.parametrize("location", ["../weights", "/etc/passwd", "weights.bin", ""])
@pytest.mark.parametrize("deep", [False, True])
def test_weights_come_from_listed_files_only(made, tmp_path, location, deep):
    """Not from elsewhere, and not from a file whose digest nobody compares."""
    graph = onnx.load(made / "model.onnx", load_external_data=False)
    tensor = onnx.TensorProto(name="x", data_location=onnx.TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value=location)
    if deep:
        inner = onnx.GraphProto(name="inner", initializer=[tensor])
        graph.graph.node[-1].attribute.append(onnx.helper.make_attribute("then_branch", inner))
    else:
        graph.graph.initializer.append(tensor)
    (made / "model.onnx").write_bytes(graph.SerializeToString())
    ModelFolder.read(made).save()
    with pytest.raises(ModelFolderError, match="not of the folder"):
        ModelFolder.open(made, verify=False)


@pytest.mark.parametrize("content", [b"", b"\x3a\x7f", b"\xff" * 30, b"no graph at all", b"\x0b"])
def test_what_is_no_graph_is_told(made, content):
    """Empty, cut, and bytes of another kind."""
    (made / "model.onnx").write_bytes(content)
    ModelFolder.read(made).save()
    with pytest.raises(ModelFolderError, match="is no graph that can be read"):
        ModelFolder.open(made)
