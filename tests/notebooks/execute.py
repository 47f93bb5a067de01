"""Run the notebooks and store their outputs: `python tests/notebooks/execute.py [NAME ...]`.

What says when and where they ran is left out, so that a change of a stored notebook is a
change of what it shows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
KEPT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(path: Path) -> None:
    """Run one notebook and write it back."""
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    for number, cell in enumerate(book.cells, 1):
        cell.metadata, cell.id = {}, f"cell-{number:02}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
    book.metadata = KEPT
    path.write_text(nbformat.writes(book, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.ipynb")):
        execute(FOLDER / f"{name}.ipynb")
        sys.stdout.write(f"{name}\n")
