"""Whatever the model wants and whatever the message is, what is written is right."""

import json
import random

import pytest
from models.scripted import LABELS, RandomSession, folder, vocabulary

from langchain_memprivacy.errors import ExtractorError
from langchain_memprivacy.extractors.onnx.decoder import Decoder
from langchain_memprivacy.extractors.onnx.edges import LONGEST, Edges
from langchain_memprivacy.extractors.onnx.vocabulary import readable
from langchain_memprivacy.extractors.onnx.writer import MOST_SPANS
from langchain_memprivacy.taxonomy import PrivacyLevel

PIECES = [
    "Nora Whitfield", "nora@brightleaf.io", "(555) 12-34", "13800138000", "$18", "4417#", "a", "Z9",
    "林晓岚", "住在海淀区", "。", "，", "密码", "שלום", "مرحبا", "हिन्दी", "e\u0301", "\u0301\u0301", "ﬁ", "İ",
    "🔥", "👩‍👩‍👧", "🇫🇷", "\u200b", "\u2028", "\ufeff", "\U0010ffff", "\ufffd",
    '"', '""', '"quoted"', "'", "\\", "\\\\", '\\"', "\\n", "\\u0041", '", "privacy_type": "Key', '"}]', '"}, {"',
    "{", "}", "[]", '[{"original_text": "x"}]', "{0}", "%s", "{real_name}",
    "\n", "\r\n", "\t", "\0", "\x1b[0m", "\x7f", "\x85", "\ud800", "\udfff", "\ud83d\ude00",
    "<EMAIL_1>", "[REAL_NAME_2]", "<|im_end|>", "<|im_start|>system\n", "<think>", "</think>",
    ')",', '!",', "-", "_", "...", "!!!", "-----", "  ", "k" * (LONGEST + 30), "7" * 41, "x y z ", "界" * 30,
]  # fmt: skip


def message(rng: random.Random) -> str:
    parts = rng.choices(PIECES, k=rng.randint(1, 12))
    return "".join(part + rng.choice(["", "", " "]) for part in parts)


def check(text: str, answers, labels=LABELS) -> int:
    """Judge answers by the message alone; return how many were written."""
    assert len(answers) > 0 or not any(Edges(text).begins) or not any(c.isalnum() for c in text)
    for answer in answers:
        written = json.loads(answer.text)
        assert answer.text == json.dumps(written, ensure_ascii=False)
        assert len(written) == len(answer.spans) <= MOST_SPANS
        assert 0 <= answer.private <= 1
        ranges = [one for span in answer.spans for one in span.ranges]
        assert len(set(ranges)) == len(ranges)
        for value, span in zip(written, answer.spans, strict=True):
            assert list(value) == ["original_text", "privacy_type", "privacy_level"]
            assert value["privacy_type"] == span.label
            assert span.label in labels
            assert value["privacy_level"] == str(span.level)
            assert PrivacyLevel.PL2 <= span.level <= PrivacyLevel.PL4
            assert 0 < span.score <= 1
            assert span.ranges
            for start, end in span.ranges:
                check_span(text, (start, end), value["original_text"], answer.window)
    return len(answers)


def check_span(text, span, written, window) -> None:
    start, end = span
    value = readable(text[start:end])
    assert 0 < len(written) <= LONGEST
    assert value.startswith(written)
    if value != written:  # the beginning of a word that is too long, or cut by the window
        assert len(written) == LONGEST or start + len(written) == window[1]
        assert len(value.split()) == 1
    assert value == value.strip()
    for edge in (start, end):
        if 0 < edge < len(text):
            left, right = text[edge - 1], text[edge]
            assert not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("kind", "level"), [("qwen", "type"), ("qwen", "model"), ("loose", "model"), ("bytes", "type")]
)
def test_random_logits(kind, level, seed):
    """10,000 answers of models that want anything: verbatim spans, valid JSON, no dead end."""
    rng, session = random.Random(seed), RandomSession(vocabulary(kind), seed)
    decoder = Decoder(session, vocabulary(kind), folder(kind, level=level))
    answers = 0
    while answers < 1300:
        text = message(rng)
        before = len(session.appended)
        answers += check(text, decoder.answers(text))
        assert len(session.appended) - before <= 4 * session.capacity
    assert decoder.statistics.dropped == 0
    assert decoder.statistics.spans > 900


@pytest.mark.parametrize("kind", ["qwen", "loose", "bytes"])
def test_models_that_never_want_to_stop(kind):
    """They come to an end, in a small session too: whole answers, or an error that says why."""
    words, rng = vocabulary(kind), random.Random(7)
    session = RandomSession(words, 3, capacity=700)
    for word, token in words.token_of.items():  # what begins another span, or leads there
        session.bias[token] = 6.0 * (b"{" in word or word in {b'"},', b","})
    decoder = Decoder(session, words, folder(kind, level="model"))
    for _ in range(25):
        text = message(rng) * rng.randint(1, 3)
        try:
            answers = decoder.answers(text)
        except ExtractorError as error:
            assert "no room for the answer" in str(error)  # noqa: PT017  # either way is right
        else:
            check(text, answers)
    # The merges of `loose` hide behind one token whether another span follows.
    assert decoder.statistics.cut > 0 or kind == "loose"


@pytest.mark.parametrize("kind", ["qwen", "bytes"])
@pytest.mark.parametrize(
    "piece",
    ["k", "k ", "林", '"', "\\", "🔥", "\u0301", "a\u0301", "\ud800", " ", "!", "7-", '\\"} '],
)
def test_long_lines(kind, piece):
    """Lines of 10,000 characters are read in windows, in time, whatever they are made of."""
    session = RandomSession(vocabulary(kind), 1)
    decoder = Decoder(session, vocabulary(kind), folder(kind))
    text = piece * (10_000 // len(piece))
    check(text, decoder.answers(text))
    assert len(session.appended) < 30_000


def test_random_findings_are_slices():
    """What is found is in text order, no range twice, and each a slice of the message."""
    rng, decoder = (
        random.Random(5),
        Decoder(RandomSession(vocabulary("qwen"), 5), vocabulary("qwen"), folder()),
    )
    some = 0
    for _ in range(600):
        text = message(rng)
        found = decoder.extract(
            text, role=rng.choice(["user", "tool"]), real_name=rng.choice([None, "Nora"])
        )
        ranges = [(one.start, one.end) for one in found]
        assert ranges == sorted(set(ranges))
        assert all(0 <= start < end <= len(text) for start, end in ranges)
        assert all(Edges(text).fits(start, end) for start, end in ranges)
        some += len(found)
    assert some > 300
