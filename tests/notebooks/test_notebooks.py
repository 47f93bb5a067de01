"""The notebooks run from top to bottom, offline, and say what they are stored to say."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
SMALL = 80_000
"""Bytes of a notebook with its outputs."""

# Runs before a notebook: no connection but to this machine.
OFFLINE = """
import socket
_connect = socket.socket.connect
def _only_here(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "localhost", "::1"):
        raise AssertionError(f"a connection to {address[0]}")
    return _connect(self, address)
socket.socket.connect = _only_here
"""

# What a reader must see somewhere in the outputs: what the cloud holds, what the device does.
SHOWN = {
    "1_private_agent": ("<EMAIL_2>", "ben.okafor@brightleaf.io", "evil.example/?p=<PASSWORD_1>"),
    "2_private_memory": ("<MEDICAL_HEALTH_1>", "n.whitfield@kestrel-io.net", "邮箱是<EMAIL_1>"),
    "3_privacy_against_utility": ("typed PL2+", "irreversible", "private values is in them"),
}


def outputs(book: nbformat.NotebookNode) -> str:
    """All that a notebook's cells say, without pictures."""
    said = []
    for cell in book.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            said.append(output.get("text", "") + "".join(v for k, v in data.items() if "text" in k))
    return "\n".join(said).replace("&lt;", "<").replace("&gt;", ">")


def pictures(book: nbformat.NotebookNode) -> int:
    """How many plots a notebook shows."""
    return sum("image/png" in o.get("data", {}) for c in book.cells for o in c.get("outputs", []))


def test_all_are_known():
    """Each notebook has its line in the table above."""
    assert set(NOTEBOOKS) == set(SHOWN)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_runs_offline(name, tmp_path, monkeypatch):
    """Every cell runs with nothing but this machine, writes nothing to stderr, and plots."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    for variable in [v for v in os.environ if v.startswith(("LANGSMITH", "LANGCHAIN", "OPENAI", "MEMPRIVACY"))]:  # fmt: skip
        monkeypatch.delenv(variable)
    book = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    for cell in book.cells:
        cell.pop("outputs", None) if cell.cell_type != "code" else cell.update(outputs=[])
    book.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))
    NotebookClient(
        book, timeout=50, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    said = outputs(book)
    assert [text for text in SHOWN[name] if text not in said] == []
    assert pictures(book) >= 1
    loud = [o.text for c in book.cells for o in c.get("outputs", []) if o.get("name") == "stderr"]
    assert loud == []
    assert not list(tmp_path.glob("**/vault*"))  # nothing is left on the reader's disk


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_is_stored_as_it_runs(name):
    """Stored with small outputs, no errors, no machine's paths, and no trace of who ran it."""
    path = FOLDER / f"{name}.ipynb"
    text = path.read_text("utf-8")
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert len(text.encode()) < SMALL
    assert pictures(book) >= 1
    assert [shown for shown in SHOWN[name] if shown not in outputs(book)] == []
    assert not [o for c in book.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert not re.search(r"/(root|home|Users|tmp|work)/", text)
    assert set(json.loads(text)["metadata"]) == {"kernelspec", "language_info"}
    counts = [c.execution_count for c in book.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_reads_as_a_text(name):
    """It begins with a title, explains before it shows, and says what to install."""
    book = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    kinds = [cell.cell_type for cell in book.cells]
    assert book.cells[0].source.startswith("# ")
    assert "pip install 'langchain-memprivacy[" in book.cells[0].source
    assert kinds.count("markdown") >= 5
    assert kinds[-1] == "markdown"
