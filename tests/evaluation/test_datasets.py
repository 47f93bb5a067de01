"""Reading datasets: what is there, and one clear error for what is not."""

from __future__ import annotations

import json

import pytest

from langchain_memprivacy.evaluation.datasets import DatasetError, load

USER = {
    "kind": "user",
    "id": "en-x",
    "language": "en",
    "country": "IE",
    "real_name": "Nora Whitfield",
    "summary": "s",
    "split": "dev",
}
MESSAGE = {
    "kind": "message", "id": "s1m01", "session": 1, "date": "2026-01-05", "scenario": "tech", "role": "user", "content": "pin 4417",
    "privacy": [{"start": 4, "end": 8, "original_text": "4417", "privacy_type": "Password", "privacy_level": "PL4", "format": "pin"}],
}  # fmt: skip
QUESTION = {
    "kind": "question",
    "id": "q01",
    "task": "basic",
    "private": True,
    "question": "Which pin?",
    "answer": "4417",
    "evidence": ["s1m01"],
}


def written(folder, *rows) -> str:
    path = folder / "en-x.jsonl"
    path.write_text(
        "\n".join(json.dumps(row) if isinstance(row, dict) else row for row in rows), "utf-8"
    )
    return str(path)


def test_a_file_and_its_folder_read_alike(tmp_path):
    """Users, messages with spans, questions."""
    path = written(tmp_path, USER, MESSAGE, QUESTION, "")
    (user,) = load(path).users
    assert load(tmp_path).users == (user,)
    (span,) = user.messages[0].privacy
    assert (span.text, span.type, span.level, span.format) == ("4417", "PASSWORD", 4, "pin")
    assert user.questions[0].evidence == ("s1m01",)
    assert user.messages[0].content[span.start : span.end] == span.text


def test_values_do_not_show_in_repr(tmp_path):
    """Neither the message nor the span nor the answer."""
    shown = repr(load(written(tmp_path, USER, MESSAGE, QUESTION)))
    assert "4417" not in shown
    assert "Nora" not in shown


def test_selections(tmp_path):
    """By split and language; an empty one is an error."""
    data = load(written(tmp_path, USER, MESSAGE))
    assert data.select(split="dev", language="en").users == data.users
    with pytest.raises(DatasetError, match="no user has split test"):
        data.select(split="test")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "expected a user line first"),
        (["{"], "line 1: not a JSON object"),
        (["[1]"], "line 1: not a JSON object"),
        ([MESSAGE], "line 1: expected one user line first"),
        ([USER, USER], "line 2: expected one user line first"),
        ([USER, {"kind": "message"}], "line 2: the field 'content' is missing"),
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0] | {"start": 3}]}], "line 2: a span's original_text does not stand"),
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0] | {"start": "x"}]}], "line 2: a field has the wrong kind"),
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0] | {"privacy_level": "PL9"}]}], "line 2: a field has the wrong kind"),
        ([{"kind": "user"}], "line 1: the field 'id' is missing"),
    ],
)  # fmt: skip
def test_what_is_no_dataset(tmp_path, rows, problem):
    """File and line are named; no value is."""
    with pytest.raises(DatasetError, match=problem) as caught:
        load(written(tmp_path, *rows))
    assert "4417" not in str(caught.value)


def test_a_folder_without_files(tmp_path):
    """Says what was expected."""
    with pytest.raises(DatasetError, match=r"no \.jsonl file there"):
        load(tmp_path / "nothing")
