"""Tiny models, made once for all workers of a run: random ones, and one that learnt to copy."""

from __future__ import annotations

import os

import pytest
from models.support import checkpoints, copying
from models.support.sharing import Shared

# Before any test imports onnxruntime; those about telemetry start processes of their own.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
# Several workers share the cores: threads beyond them wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Where all workers keep what was costly to make."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "master")
    return Shared(tmp_path_factory, name)


@pytest.fixture(scope="session")
def checkpoint(shared):
    """A tiny Qwen3 with random weights."""
    return shared.once("tiny-qwen3", checkpoints.qwen3)


@pytest.fixture(scope="session")
def generator_folder(shared, checkpoint):
    """That one exported, 4 bits, asked with a very short prompt."""
    return shared.once("tiny-generator", lambda out: export(checkpoint, out, min_agreement=0.0))


@pytest.fixture(scope="session")
def copying_checkpoint(shared):
    """A tiny Qwen3 that learnt to copy codes, mails and phone numbers out of messages."""
    return shared.once("copying-qwen3", copying.train)


@pytest.fixture(scope="session")
def copying_folder(shared, copying_checkpoint):
    """That one exported, 32 bits, with its own prompt and types, compared with the original."""
    return shared.once(
        "copying-generator", lambda out: export(copying_checkpoint, out, precision="fp32")
    )


def export(source, out, **options):
    """Export a tiny checkpoint as its support module trains it."""
    from langchain_memprivacy.export import export_model

    given = {"prompt": copying.PROMPT, "types": list(copying.TYPES), **options}
    return export_model(source, out, **given)
