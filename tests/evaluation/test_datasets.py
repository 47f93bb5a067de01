"""Reading datasets: what is there, and one clear error for what is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from langchain_memprivacy.evaluation.datasets import Dataset, DatasetError, load
from langchain_memprivacy.evaluation.writing import save

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


def SPAN(**changes):  # noqa: N802  # a row like the others
    """The message with another span."""
    return MESSAGE | {"privacy": [MESSAGE["privacy"][0] | changes]}


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
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0] | {"start": "x"}]}], "line 2: the field 'start' must be a whole number"),
        ([USER, SPAN(start=True)], "line 2: the field 'start' must be a whole number"),
        ([USER, SPAN(start=4.0)], "line 2: the field 'start' must be a whole number"),
        ([USER, SPAN(start=-4)], "line 2: a span's original_text does not stand"),
        ([USER, SPAN(end=7)], "line 2: a span's end is not where"),
        ([USER, SPAN(end="8")], "line 2: the field 'end' must be a whole number"),
        ([USER, SPAN(original_text="")], "line 2: the field 'original_text' must be a text that"),
        ([USER, SPAN(original_text=4417)], "line 2: the field 'original_text' must be a text"),
        ([USER, SPAN(privacy_type="")], "line 2: the field 'privacy_type' must be a text"),
        ([USER, SPAN(privacy_level="PL1")], "line 2: the field 'privacy_level' must be one of PL2, PL3, PL4"),
        ([USER, SPAN(privacy_level=True)], "line 2: the field 'privacy_level' must be"),
        ([USER, SPAN(format=["4417"])], "line 2: the field 'format' must be a text"),
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0], SPAN(start=5, end=8, original_text="417")["privacy"][0]]}], "line 2: two spans of the field 'privacy' overlap"),
        ([USER, MESSAGE | {"privacy": {"4417": 1}}], "line 2: the field 'privacy' must be a list of objects"),
        ([USER, MESSAGE | {"privacy": ["4417"]}], "line 2: the field 'privacy' must be a list of objects"),
        ([USER, MESSAGE | {"content": ["4417"]}], "line 2: the field 'content' must be a text"),
        ([USER, MESSAGE | {"id": 4417}], "line 2: the field 'id' must be a text"),
        ([USER, MESSAGE | {"session": "4417"}], "line 2: the field 'session' must be a whole number"),
        ([USER, MESSAGE | {"role": None}], "line 2: the field 'role' must be a text"),
        ([USER | {"real_name": ["4417"]}], "line 1: the field 'real_name' must be a text"),
        ([USER | {"id": 4417}], "line 1: the field 'id' must be a text"),
        ([USER | {"language": ""}], "line 1: the field 'language' must be a text"),
        ([USER, QUESTION | {"private": "false"}], "line 2: the field 'private' must be true or false"),
        ([USER, QUESTION | {"evidence": "s1m01"}], "line 2: the field 'evidence' must be a list of texts"),
        ([USER, QUESTION | {"answer": None}], "line 2: the field 'answer' must be a text"),
        ([USER, QUESTION | {"options": ["4417"]}], "line 2: the field 'options' must be an object of texts"),
        (["[" * 100_000], "line 1: not a JSON object"),
        ([USER, MESSAGE | {"privacy": [MESSAGE["privacy"][0] | {"privacy_level": "PL9"}]}], "line 2: the field 'privacy_level' must be one of"),
        ([{"kind": "user"}], "line 1: the field 'id' is missing"),
    ],
)  # fmt: skip
def test_what_is_no_dataset(tmp_path, rows, problem):
    """File and line are named; no value is."""
    with pytest.raises(DatasetError, match=problem) as caught:
        load(written(tmp_path, *rows))
    assert "4417" not in str(caught.value)


def test_spans_in_any_order(tmp_path):
    """They come back in text order."""
    first = {"start": 0, "original_text": "pin", "privacy_type": "x", "privacy_level": "PL2"}
    message = MESSAGE | {"privacy": [*MESSAGE["privacy"], first]}
    (user,) = load(written(tmp_path, USER, message)).users
    assert [span.start for span in user.messages[0].privacy] == [0, 4]


def test_two_users_of_one_id(tmp_path):
    """Their scores would be taken for each other's: an error, which names the id."""
    written(tmp_path, USER, MESSAGE)
    (tmp_path / "other.jsonl").write_text((tmp_path / "en-x.jsonl").read_text("utf-8"), "utf-8")
    with pytest.raises(DatasetError, match="two users have the id 'en-x'"):
        load(tmp_path)


@pytest.mark.parametrize("text", [b"\xff\xfe{", b"\xc3("])
def test_another_encoding(tmp_path, text):
    """One line says what is expected; a byte order mark is none of the text."""
    (tmp_path / "a.jsonl").write_bytes(text)
    with pytest.raises(DatasetError, match=r"a\.jsonl: not UTF-8"):
        load(tmp_path / "a.jsonl")
    path = tmp_path / "b.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(USER).encode())
    assert load(path).users[0].id == "en-x"


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", ".x", "", "/etc/x", "c:x", "a\nb"])
def test_ids_that_are_no_names_of_files(tmp_path, name):
    """Nothing is written, in the folder or outside it."""
    (user,) = load(written(tmp_path, USER, MESSAGE)).users
    with pytest.raises(DatasetError, match="no name for a file"):
        save(Dataset("x", (user, replace(user, id=name))), tmp_path / "deep" / "out")
    assert [path.name for path in tmp_path.rglob("*")] == ["en-x.jsonl"]


def test_a_folder_without_files(tmp_path):
    """Says what was expected."""
    with pytest.raises(DatasetError, match=r"no \.jsonl file there"):
        load(tmp_path / "nothing")
