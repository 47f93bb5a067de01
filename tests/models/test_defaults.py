"""The model that the environment names runs beside rules and tagger."""

from __future__ import annotations

import random

import pytest
from models.support import copying

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.defaults import MODEL, embedded
from langchain_memprivacy.errors import ExtractorError


def test_the_named_model_is_asked_too(copying_folder, monkeypatch):
    """What it finds is protected, and `MemPrivacy` needs nothing but the variable."""
    monkeypatch.setenv(MODEL, str(copying_folder))
    rng = random.Random(5)
    message = next(text for text, found in iter(lambda: copying.message(rng), None) if found)
    sources = {span.source.partition(":")[0] for span in embedded().extract(message)}
    assert "onnx" in sources
    privacy = MemPrivacy(vault=MemoryVault())
    assert privacy.restore(privacy.desensitize(message)) == message


def test_without_it_rules_and_tagger_are_all(monkeypatch):
    """Nothing is looked for elsewhere."""
    monkeypatch.delenv(MODEL, raising=False)
    shown = repr(embedded())
    assert shown.startswith("UnionExtractor([RuleExtractor(")
    assert shown.endswith(", CrfExtractor()])")


def test_a_wrong_folder_is_an_error_at_once(tmp_path, monkeypatch):
    """Not a quiet return to rules: whoever set the variable relies on the model."""
    monkeypatch.setenv(MODEL, str(tmp_path))
    with pytest.raises(ExtractorError):
        MemPrivacy(vault=MemoryVault())


def test_the_models_process_ends_with_what_made_it(copying_folder, monkeypatch):
    """An extractor that was given is the giver's, and goes on."""
    monkeypatch.setenv(MODEL, str(copying_folder))
    with MemPrivacy(vault=MemoryVault()) as privacy:
        mine = privacy.extractor._extractors[-1]
        assert mine.worker_pid is not None
    assert mine.worker_pid is None
    given = embedded()
    with MemPrivacy(given, MemoryVault()):
        pass
    assert given._extractors[-1].worker_pid is not None
    given.close()
    assert given._extractors[-1].worker_pid is None
