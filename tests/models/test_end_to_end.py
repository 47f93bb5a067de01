"""From a checkpoint that learnt to copy to desensitized messages, by the real exporter."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import closing

import pytest
from models.support import copying

from langchain_memprivacy import MemoryVault, MemPrivacy, OnnxExtractor
from langchain_memprivacy.extractors.onnx.decoder import Decoder
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder
from langchain_memprivacy.extractors.onnx.ort import OrtSession
from langchain_memprivacy.extractors.onnx.vocabulary import Vocabulary

TAGS = {"Verification Code": "VERIFICATION_CODE", "Email": "EMAIL", "Phone Number": "PHONE_NUMBER"}
Triple = tuple[int, int, str]


@pytest.fixture(scope="module")
def held_out():
    """Messages with values that no lesson had, and what is private in them."""
    lessons, taught = random.Random(copying.SEED), ""
    for step in range(copying.STEPS):
        taught += "\n".join(copying.lesson(lessons, step)[0] for _ in range(copying.BATCH))
    rng, messages = random.Random(2026), []
    while len(messages) < 40:
        text, found = copying.message(rng)
        if not any(value in taught for value, _ in found):
            messages.append((text, found))
    return messages


def wanted(text: str, found) -> set[Triple]:
    return {(text.index(value), text.index(value) + len(value), kind) for value, kind in found}


def decoded(session, folder: ModelFolder, texts) -> list[set[Triple]]:
    decoder = Decoder(session, Vocabulary.open(folder.file("tokenizer.json")), folder)
    decoder.prepare()
    return [{(s.start, s.end, s.type) for s in decoder.extract(text)} for text in texts]


def test_values_it_never_saw_are_found(copying_folder, held_out):
    """Nine in ten of them, with exact ends and the right type, and hardly anything else."""
    folder = ModelFolder.open(copying_folder)
    with closing(OrtSession(folder, capacity=400, threads=1)) as session:
        got = decoded(session, folder, [text for text, _ in held_out])
    counts = Counter()
    for (text, found), spans in zip(held_out, got, strict=True):
        right = wanted(text, found)
        counts += Counter(hit=len(right & spans), wanted=len(right), extra=len(spans - right))
    assert counts["wanted"] >= 20
    assert counts["hit"] >= 0.9 * counts["wanted"]
    assert counts["extra"] <= 0.1 * counts["wanted"]


def test_spans_agree_with_torch(copying_checkpoint, copying_folder, held_out):
    """The same decoder finds the same with the checkpoint itself, each span of it."""
    from langchain_memprivacy.export.checkpoints import fetch
    from langchain_memprivacy.export.torch_session import TorchSession

    folder, texts = ModelFolder.open(copying_folder), [text for text, _ in held_out]
    with closing(OrtSession(folder, capacity=400, threads=1)) as session:
        exported = decoded(session, folder, texts)
    with closing(TorchSession(fetch(copying_checkpoint), folder, capacity=400)) as session:
        assert decoded(session, folder, texts) == exported
    assert folder.parity["spans"] == folder.parity["tokens"] == 1.0


@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_what_it_finds_does_not_leave(copying_folder, held_out, runtime, tmp_path):
    """With either runtime, messages leave with placeholders and come back as they were."""
    with (
        OnnxExtractor(copying_folder, runtime=runtime, threads=1, cache=tmp_path) as extractor,
        MemPrivacy(extractor=extractor, vault=MemoryVault()) as privacy,
    ):
        found = 0
        for text, values in held_out[:10]:
            sent = privacy.desensitize(text)
            gone = [kind for value, kind in values if value not in sent]
            assert all(f"<{TAGS[kind]}_" in sent for kind in gone)
            assert privacy.restore(sent) == text
            found += len(gone)
        assert found >= 0.8 * sum(len(values) for _, values in held_out[:10]) > 5
