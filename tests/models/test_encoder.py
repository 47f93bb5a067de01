"""`SentenceEncoder` on a tiny BERT with random weights, beside torch."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from models.support import berts
from models.support.sharing import Shared

from langchain_memprivacy import ExtractorError
from langchain_memprivacy.extractors.encoder import SentenceEncoder
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, ModelFolderError, Source

TEXTS = [
    "we met in town",
    "my mail is ada.berg@fennel.io",
    "",
    "今天",
    "number 99 [SEP] now",
    "x\x00y",
]
LONG = "we met in town and had tea. please send the note to ada.berg@fennel.io " * 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory, worker_id):
    return Shared(tmp_path_factory, worker_id).once("bert-encoder", berts.encoder) / "encoder"


@pytest.fixture(scope="module")
def encoder(folder):
    return SentenceEncoder(folder, threads=1)


def by_torch(folder, ids):
    """Mean of the last hidden states of token ids, at length 1."""
    import torch
    from transformers import BertModel

    model = BertModel.from_pretrained(folder.parent / "encoder-checkpoint", add_pooling_layer=False)
    with torch.no_grad():
        states = model.eval()(torch.tensor([ids])).last_hidden_state[0]
    mean = states.numpy().astype(np.float64).mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_vectors_are_torchs(folder, encoder):
    """Cosine above 0.9999 to the checkpoint, special tokens included."""
    for text, vector in zip(TEXTS[:2], encoder.encode(TEXTS[:2]), strict=True):
        ids = [2, *encoder._graph.tokens(text).ids, 3]
        assert np.dot(vector, by_torch(folder, ids)) > 0.9999


def test_one_string_is_not_taken_for_several(encoder):
    """Each of its letters would get a vector."""
    with pytest.raises(TypeError, match="several"):
        encoder.encode("hello")


def test_vectors_have_length_one_and_differ(encoder):
    """Also those of empty and strange texts."""
    vectors = encoder.encode(TEXTS)
    assert [len(vector) for vector in vectors] == [64] * len(TEXTS)
    assert all(math.isclose(math.hypot(*vector), 1, abs_tol=1e-9) for vector in vectors)
    assert len({tuple(vector) for vector in vectors}) == len(TEXTS)
    assert encoder.encode([]) == []


def test_neighbours_change_nothing(encoder):
    """Alone, beside others, and from many threads at once: the same numbers."""
    alone = [encoder.encode([text])[0] for text in [*TEXTS, LONG]]
    assert encoder.encode([*TEXTS, LONG]) == alone
    with ThreadPoolExecutor(8) as pool:
        assert (
            list(pool.map(lambda text: encoder.encode([text])[0], [*TEXTS, LONG] * 8)) == alone * 8
        )


def test_the_end_of_a_long_text_counts(encoder):
    """Nothing is cut off at the context: the last word changes the vector."""
    assert len(encoder._graph.tokens(LONG).ids) > 3 * berts.CONTEXT
    first, second = encoder.encode([f"{LONG} tea", f"{LONG} 99"])
    assert first != second
    assert np.dot(first, second) > 0.99


def test_pooling_is_the_manifests(folder, encoder, tmp_path):
    """`cls` takes the first token's row; anything else is refused."""
    import shutil

    for pooling in ("cls", "sum"):
        shutil.copytree(folder, tmp_path / pooling)
        ModelFolder(
            tmp_path / pooling, "encoder", Source("x"), context=berts.CONTEXT, pooling=pooling
        ).save()
    first = SentenceEncoder(tmp_path / "cls").encode(TEXTS[:1])[0]
    rows = encoder._graph.rows([encoder._graph.tokens(TEXTS[0]).ids], special=True)[0]
    assert np.allclose(first, rows[0] / np.linalg.norm(rows[0]), atol=1e-6)
    with pytest.raises(ModelFolderError, match="pooling"):
        SentenceEncoder(tmp_path / "sum")


def test_a_failure_is_an_error_of_ours(folder, tmp_path):
    """Positions that the model does not have; the error quotes nothing."""
    import shutil

    shutil.copytree(folder, tmp_path / "long")
    ModelFolder(tmp_path / "long", "encoder", Source("x"), context=500, pooling="mean").save()
    with pytest.raises(ExtractorError) as raised:
        SentenceEncoder(tmp_path / "long", threads=1).encode([LONG])
    assert "ada" not in str(raised.value)
    assert raised.value.__context__ is None


def test_another_kind_is_refused(folder, tmp_path):
    """A tagger is no encoder."""
    import shutil

    shutil.copytree(folder, tmp_path / "kind")
    ModelFolder(tmp_path / "kind", "tagger", Source("x"), context=64).save()
    with pytest.raises(ModelFolderError, match="not a encoder"):
        SentenceEncoder(tmp_path / "kind")


def test_its_repr_names_the_folder_only(encoder):
    """No path."""
    assert repr(encoder) == "SentenceEncoder(encoder)"
