"""Other makers' data sets, on small files in their form."""

from __future__ import annotations

import csv
import json

import pytest

from langchain_memprivacy.evaluation.datasets import DatasetError
from langchain_memprivacy.evaluation.readers import memprivacy_bench, personamem

ITEMS = [
    {"original_text": "Nora Whitfield", "privacy_type": "Real Name", "privacy_level": "PL2"},
    {"original_text": "4417", "privacy_type": "Password", "privacy_level": "PL4"},
    {"original_text": "Nora", "privacy_type": "Real Name", "privacy_level": "PL2"},
    {"original_text": "jasmine tea", "privacy_type": "Taste", "privacy_level": "PL1"},
    {"original_text": "not there", "privacy_type": "Email", "privacy_level": "PL2"},
]
TEXT = "I'm Nora Whitfield, pin 4417. Really, 4417! I like jasmine tea. Yours, Nora"
TURNS = [
    {"role": "user", "content": TEXT, "privacy_info": ITEMS},
    {"role": "assistant", "content": "Noted."},
]
ASKED = {
    "question": "Which pin?",
    "answer": "4417",
    "question_type": "Dynamic Updating",
    "is_privacy": True,
}
BENCH = {
    "user_name": "Nora Whitfield",
    "dialogues": [{"category": "Tech Support", "date": "2026-01-05", "dialogue": TURNS}],
    "questions": [ASKED],
}


def asking(**changes):
    """The user with another question, as JSON."""
    return json.dumps([BENCH | {"questions": [ASKED | changes]}])


def marked(**changes):
    """The user with another mark, as JSON."""
    return json.dumps([{"messages": [TURNS[0] | {"privacy_info": [ITEMS[1] | changes]}]}])


def written(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_marks_without_offsets(tmp_path):
    """Every place of a value, longer ones first; levels from PL2; what fits nowhere is counted."""
    reading = memprivacy_bench(written(tmp_path, "test.json", json.dumps([BENCH])))
    (user,) = reading.dataset.users
    message = user.messages[0]
    assert [(m.text, m.type, str(m.level)) for m in message.privacy] == [
        ("Nora Whitfield", "REAL_NAME", "PL2"),
        ("4417", "PASSWORD", "PL4"),
        ("4417", "PASSWORD", "PL4"),
        ("Nora", "REAL_NAME", "PL2"),
    ]
    assert all(message.content[m.start : m.end] == m.text for m in message.privacy)
    assert reading.dropped == 1
    assert (user.language, user.split, user.real_name) == ("en", "test", "Nora Whitfield")
    assert (message.scenario, message.date, message.session) == ("Tech Support", "2026-01-05", 1)


def test_questions(tmp_path):
    """The paper's six kinds by the words of this package."""
    reading = memprivacy_bench(written(tmp_path, "test.json", json.dumps([BENCH])))
    (question,) = reading.dataset.users[0].questions
    assert (question.task, question.private, question.answer) == ("update", True, "4417")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"answer": ["4417", "9931"]}, "answer", "4417; 9931"),
        ({"answer": 4417}, "answer", "4417"),
        ({"answer": 0}, "answer", "0"),
        ({"is_privacy": "false"}, "private", False),
        ({"is_privacy": " True"}, "private", True),
        ({"is_privacy": 0}, "private", False),
        ({"is_privacy": None}, "private", False),
        ({"evidence": "s1m01"}, "evidence", ("s1m01",)),
        ({"evidence": [3, "s1m01"]}, "evidence", ("3", "s1m01")),
        ({"options": ["AB", "CD"]}, "options", {"A": "AB", "B": "CD"}),
        ({"options": {"x": "AB"}}, "options", {"x": "AB"}),
        ({"id": None}, "id", "q01"),
    ],
)
def test_questions_as_others_write_them(tmp_path, changes, field, value):
    """Lists, numbers and words where texts and truth values are expected."""
    reading = memprivacy_bench(written(tmp_path, "test.json", asking(**changes)))
    assert getattr(reading.dataset.users[0].questions[0], field) == value


@pytest.mark.parametrize(
    ("lang", "code"), [("zh-CN", "zh"), ("EN-us", "en"), ("Chinese (Simplified)", "zh"), ("zh_Hant", "zh"), ("fr", "fr")]
)  # fmt: skip
def test_languages_are_codes(tmp_path, lang, code):
    """Without region or script, however written."""
    path = written(tmp_path, "test.json", json.dumps([BENCH | {"lang": lang}]))
    assert memprivacy_bench(path).dataset.users[0].language == code


def test_a_byte_order_mark(tmp_path):
    """Is none of the text, in JSON and in CSV."""
    path = tmp_path / "test.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([BENCH]).encode())
    assert len(memprivacy_bench(path).dataset.users) == 1
    table = benchmark(tmp_path, ROW) / "benchmark/text/benchmark.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert len(personamem(tmp_path).dataset.users) == 1


ROWS = {
    "flat lists of turns": json.dumps([{"dialogues": TURNS}, {"conversations": TURNS}]),
    "a list": json.dumps([BENCH, BENCH]),
    "an object by user": json.dumps({"u1": BENCH, "u2": BENCH}),
    "wrapped": json.dumps({"data": [BENCH, BENCH]}),
    "one turn list": json.dumps([{"messages": TURNS}, {"conversation": TURNS}]),
    "sessions by name": json.dumps([{"sessions": {"one": TURNS}}, {"sessions": [TURNS]}]),
}


@pytest.mark.parametrize("form", ROWS)
def test_layouts(tmp_path, form):
    """Each way to lay the users out that is accepted gives the same messages."""
    reading = memprivacy_bench(written(tmp_path, "train.json", ROWS[form]))
    assert [len(user.messages) for user in reading.dataset.users] == [2, 2]
    assert len({user.id for user in reading.dataset.users}) == 2
    assert {user.split for user in reading.dataset.users} == {"train"}


def test_json_lines_and_folders(tmp_path):
    """A line a user; a folder holds several files."""
    written(tmp_path, "train.jsonl", f"{json.dumps(BENCH)}\n{json.dumps(BENCH)}\n")
    written(tmp_path, "test.json", json.dumps([BENCH]))
    written(tmp_path, "README.md", "no data")
    splits = [user.split for user in memprivacy_bench(tmp_path).dataset.users]
    assert sorted(splits) == ["test", "train", "train"]


def test_chinese_is_told_by_its_characters(tmp_path):
    """Where the file does not say."""
    said = {"messages": [{"role": "user", "content": "我叫林晓岚，密码是739204"}]}
    path = written(tmp_path, "t.json", json.dumps([said], ensure_ascii=False))
    assert memprivacy_bench(path).dataset.users[0].language == "zh"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[", "expected JSON with one object a user"),
        ("[1]", "expected JSON with one object a user"),
        ('[{"hello": 1}]', "user 1: no messages under any known name"),
        ('[{"messages": [{"role": "user"}]}]', "the field 'content' is missing"),
        (
            '[{"messages": [{"role": "user", "content": 7}]}]',
            "session 1, message 1: the field 'content' must be a text",
        ),
        (
            json.dumps([{"messages": [TURNS[0] | {"privacy": [{"original_text": "4417"}]}]}]),
            "user 1: session 1, message 1: the field 'privacy_type' is missing",
        ),
        ("[]", "no user there"),
        ("[" * 100_000, "expected JSON with one object a user"),
        ('[{"messages": {"4417": 1}}]', "user 1: no messages under any known name"),
        ('[{"messages": "4417"}]', "session 1: its messages must be a list"),
        ('[{"messages": ["4417"]}]', "session 1, message 1: not an object"),
        ('[{"dialogues": [["4417"]]}]', "session 1, message 1: not an object"),
        ('[{"dialogues": "4417"}]', "the sessions must be a list, or an object by name"),
        (marked(privacy_level="PL9"), "message 1: the field 'privacy_level' must be one of"),
        (marked(original_text=["4417"]), "message 1: the field 'original_text' must be a text"),
        (marked(privacy_type=None), "message 1: the field 'privacy_type' must be a text"),
        (asking(answer=None), "user 1: question 1: the field 'answer' is missing or empty"),
        (asking(answer={"4417": 1}), "question 1: the field 'answer' must be a text or a list"),
        (asking(question=["4417"]), "question 1: the field 'question' must be a text"),
        (asking(is_privacy="4417"), "question 1: the field 'is_privacy' must be true or false"),
        (asking(evidence=[{"4417": 1}]), "question 1: the field 'evidence' must be a text or a"),
        (asking(options=["4417"] * 27), "question 1: more than 26 options"),
        (asking(options="4417"), "question 1: the field 'options' must be texts"),
        (json.dumps([BENCH | {"questions": "4417"}]), "'questions' must be a list of objects"),
        (json.dumps([BENCH | {"lang": ["4417"]}]), "the field 'lang' must be a text"),
    ],
)
def test_what_is_no_bench(tmp_path, text, problem):
    """One line says what is wrong where, and holds no value."""
    with pytest.raises(DatasetError, match=problem) as caught:
        memprivacy_bench(written(tmp_path, "t.json", text))
    assert "4417" not in str(caught.value)


HISTORY = {
    "metadata": {"persona_id": 7},
    "chat_history": [
        {"role": "system", "content": "Current persona: someone"},
        {"role": "user", "content": "I went hiking in June."},
        {"role": "assistant", "content": "Lovely."},
    ],
}
ROW = {
    "persona_id": "7",
    "chat_history_32k_link": "data/chat_history_32k/p7.json",
    "user_query": "{'role': 'user', 'content': \"What's a good trip?\"}",
    "correct_answer": "A mountain trail.",
    "incorrect_answers": '["A cruise.", "A museum.", "A concert."]',
    "pref_type": "sensitive_info",
}


def benchmark(folder, *rows, history=HISTORY):
    path = written(folder, "benchmark/text/benchmark.csv", "")
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, [*ROW])
        writer.writeheader()
        writer.writerows(rows)
    if history is not None:
        written(folder, "data/chat_history_32k/p7.json", json.dumps(history))
    return folder


def test_personamem(tmp_path):
    """One user a persona; the persona's own description is no message."""
    folder = benchmark(tmp_path, ROW, ROW | {"user_query": '{"content": "Why?"}'})
    (user,) = personamem(folder).dataset.users
    assert [(m.role, m.content) for m in user.messages] == [
        ("user", "I went hiking in June."),
        ("assistant", "Lovely."),
    ]
    first, second = user.questions
    assert (first.question, second.question) == ("What's a good trip?", "Why?")
    assert sorted(first.options) == ["A", "B", "C", "D"]
    assert first.options[first.answer] == "A mountain trail."
    assert first.private
    assert personamem(folder / "benchmark/text/benchmark.csv").dataset.users == (user,)


def test_options_are_shuffled_the_same_way_every_time(tmp_path):
    """By the seed; over many questions the right one stands everywhere."""
    folder = benchmark(tmp_path, *[ROW] * 40)
    (user,) = personamem(folder, seed=1).dataset.users
    assert personamem(folder, seed=1).dataset.users == (user,)
    assert personamem(folder, seed=2).dataset.users != (user,)
    assert {question.answer for question in user.questions} == {*"ABCD"}


def test_marks_in_histories_are_read(tmp_path):
    """Where somebody added them to the messages."""
    marked = {"chat_history": [{"role": "user", "content": TEXT, "privacy": ITEMS}]}
    reading = personamem(benchmark(tmp_path, ROW, history=marked))
    assert len(reading.dataset.users[0].messages[0].privacy) == 4
    assert reading.dropped == 1


@pytest.mark.parametrize(
    ("rows", "history", "problem"),
    [
        ([ROW | {"persona_id": ""}], HISTORY, "line 2: persona_id or chat_history_32k_link"),
        ([ROW], None, "a linked chat history is missing"),
        ([ROW], {"metadata": {}}, "no chat_history with messages"),
        (
            [ROW | {"incorrect_answers": "none"}],
            HISTORY,
            "persona 7, question 1: incorrect_answers is no list",
        ),
        ([], HISTORY, "no question there"),
        ([ROW | {"user_query": "x" * 200_000}], HISTORY, r"benchmark\.csv, line 2: field larger"),
        (
            [ROW | {"incorrect_answers": json.dumps(["a"] * 26)}],
            HISTORY,
            "question 1: more than 26",
        ),
        ([ROW | {"correct_answer": ""}], HISTORY, "question 1: the field 'correct_answer' must be"),
        ([ROW], {"chat_history": [{"role": "user"}]}, "message 1: the field 'content' is missing"),
        ([ROW], {"chat_history": ["4417"]}, "'chat_history' must be a list of objects"),
    ],
)
def test_what_is_no_personamem(tmp_path, rows, history, problem):
    """One line says what is missing."""
    with pytest.raises(DatasetError, match=problem):
        personamem(benchmark(tmp_path, *rows, history=history))


@pytest.mark.parametrize("lines", [0, 1, 2, 3])
def test_histories_as_json_lines(tmp_path, lines):
    """One line with all of it, or a line a turn; an empty file is one clear error."""
    turns = HISTORY["chat_history"]
    rows = {0: [], 1: [HISTORY], 2: turns[1:], 3: turns}[lines]
    folder = benchmark(tmp_path, ROW | {"chat_history_32k_link": "data/p7.jsonl"})
    written(folder, "data/p7.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
    if not rows:
        with pytest.raises(DatasetError, match=r"p7\.jsonl: no chat_history with messages"):
            personamem(folder)
    else:
        (user,) = personamem(folder).dataset.users
        assert [message.role for message in user.messages] == ["user", "assistant"]


def test_no_file_at_all(tmp_path):
    """Says what to give."""
    with pytest.raises(DatasetError, match="give the folder of PersonaMem-v2"):
        personamem(tmp_path)
    with pytest.raises(DatasetError, match="no user there"):
        memprivacy_bench(tmp_path / "nothing.json")
