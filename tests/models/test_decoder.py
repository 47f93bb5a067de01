"""The decoder writes what the model wants where that is allowed, and reads no more than needed."""

import json
import re
import time
from dataclasses import replace

import numpy as np
import pytest
from models.scripted import (
    LABELS,
    CheckingSession,
    RandomSession,
    WantingSession,
    folder,
    spans,
    vocabulary,
)

from langchain_memprivacy.errors import ExtractorError
from langchain_memprivacy.extractors.onnx.decoder import Decoder
from langchain_memprivacy.extractors.onnx.edges import Edges
from langchain_memprivacy.extractors.onnx.session import Session
from langchain_memprivacy.taxonomy import PrivacyLevel, PrivacyType

TEXT = 'I\'m Nora Whitfield (555) 12, "quoted" $18, ok! 林晓岚 says \\n é.'
VALUES = ["Nora Whitfield", "Nora", "(555)", "(555) 12", '"quoted"', "quoted", "$18", "18", "ok!", "ok", "林晓岚", "林", "\\n", "é.", "é", TEXT]  # fmt: skip


def decoder(wanted="[]", *, kind="qwen", capacity=2048, forced=True, **model) -> Decoder:
    session = WantingSession(vocabulary(kind), wanted, capacity)
    return Decoder(session, vocabulary(kind), folder(kind, **model), forced=forced)


class Odds(CheckingSession):
    """Wants each token as much as its text says, the others not at all."""

    def __init__(self, words, wanted: dict[str, float], capacity=2048):
        super().__init__(words, capacity)
        self.row = np.zeros(self.size, np.float32)
        for text, logit in wanted.items():
            (token,) = words.encode(text)
            self.row[token] = logit

    def logits(self):
        return self.row


@pytest.mark.parametrize("forced", [True, False])
@pytest.mark.parametrize("value", VALUES)
def test_spans_are_written_as_the_tokenizer_cuts_them(value, forced):
    """Whatever merges with the quotes around a span, the model's own tokens are possible."""
    wanted = spans([(value, "Real Name", "PL2")])
    made = decoder(wanted, forced=forced)
    (answer,) = made.answers(TEXT)
    assert answer.text == wanted
    best = vocabulary("qwen").encode(wanted)
    assert made._session.answer() == best[: len(made._session.answer())]
    assert len(best) - len(made._session.answer()) <= (2 if forced else 0)
    start = TEXT.index(value)
    assert (start, start + len(value)) in answer.spans[0].ranges


@pytest.mark.parametrize("kind", ["qwen", "bytes"])
def test_a_whole_answer(kind):
    """Several spans of several types come out as they were wanted, with their offsets."""
    given = [
        ("Nora Whitfield", "Real Name", "PL2"),
        ("(555) 12", "Phone Number", "PL2"),
        ('"quoted"', "Password", "PL4"),
        ("$18", "Assets/Income", "PL3"),
        ("林晓岚", "Relationship Info", "PL2"),
    ]
    made = decoder(spans(given), kind=kind)
    found = made.extract(TEXT)
    assert [(TEXT[one.start : one.end], one.type, str(one.level)) for one in found] == given
    assert all(0 < one.score <= 1 for one in found)
    assert made.statistics.spans == 5
    assert made.statistics.windows == made.statistics.messages == 1


@pytest.mark.parametrize("label", LABELS)
def test_every_type_can_be_answered(label):
    """Each of the standard types is one that the model can choose, labels that begin alike too."""
    level = str(next(tag.level for tag in PrivacyType if tag.label == label))
    wanted = spans([("Nora", label, level)])
    assert decoder(wanted).answers(TEXT)[0].text == wanted


def test_types_may_share_their_beginnings():
    """Labels of which one begins the other, or which share tokens, are told apart."""
    types = ["Key", "Key Pair", "Key Pair Old", "Private Key", "Private Name", 'Odd "Type"', "密码"]
    for label in types:
        wanted = spans([("Nora", label, "PL4")])
        made = decoder(wanted, types=types, level="model")
        assert made.answers(TEXT)[0].text == wanted
        assert made.extract(TEXT)[0].type == label


def test_the_level_follows_from_the_type():
    """Where the manifest says so, the type decides the level, whatever the model wants."""
    wanted = spans([("Nora", "Password", "PL2")])
    (one,) = decoder(wanted).extract(TEXT)
    assert (one.type, one.level) == ("Password", PrivacyLevel.PL4)


@pytest.mark.parametrize("level", ["PL2", "PL3", "PL4"])
def test_the_model_chooses_the_level(level):
    """Where the manifest says so, and for types without a level of their own, the model chooses."""
    (one,) = decoder(spans([("Nora", "Password", level)]), level="model").extract(TEXT)
    assert str(one.level) == level
    (one,) = decoder(spans([("Nora", "Pet", level)]), types=["Pet"]).extract(TEXT)
    assert str(one.level) == level


@pytest.mark.parametrize("level", ["type", "model"])
def test_scores_are_probabilities(level):
    """The score is the type's share among all types, and `private` that of any span at all."""
    words = vocabulary("qwen")
    wanted = {'[{"': 2.0, "[]": 1.0, "Nora": 9.0, '",': 20.0, "Email": 3.0, "Key": 2.5, '"}]': 4.0}
    made = Decoder(
        Odds(words, wanted), words, folder(types=["Email", "Key", "Password"], level=level)
    )
    (answer,) = made.answers("Nora")
    assert answer.private == pytest.approx(1 / (1 + np.exp(-1.0)))
    odds = np.exp([3.0, 2.5, 0.0])
    assert answer.spans[0].label == "Email"
    assert answer.spans[0].score == pytest.approx(odds[0] / odds.sum())


def test_no_spans_takes_one_pass_over_the_message():
    """A message without private values costs one call of the session, prompt excepted."""
    made = decoder()
    made.prepare()
    made.extract("Hello!")
    before = made.statistics.forwards
    assert made.answers("I love jasmine tea.")[0].text == "[]"
    assert made.statistics.forwards == before + 1


def test_forced_tokens_take_no_calls_of_their_own():
    """The skeleton is given together with the next choice; plain generation gives each token."""
    wanted = spans([("Nora Whitfield", "Real Name", "PL2"), ("$18", "Assets/Income", "PL3")])
    calls = {}
    for forced in (True, False):
        made = decoder(wanted, forced=forced)
        made.prepare()
        (answer,) = made.answers(TEXT)
        assert answer.text == wanted
        calls[forced] = len(made._session.appended)
    assert calls[False] >= len(vocabulary("qwen").encode(wanted))
    assert calls[True] < calls[False] / 2


def test_the_same_value_is_found_everywhere():
    """A value written once is found at all its places, but not inside other words."""
    text = "Ann and Annual, ANN; Ann's, (Ann)"
    found = decoder(spans([("Ann", "Real Name", "PL2")])).extract(text)
    assert [(one.start, one.end) for one in found] == [(0, 3), (21, 24), (29, 32)]


def test_a_value_found_in_one_window_is_found_in_all():
    """What the model names in one window is found where it overlooks it, too."""

    class Once(WantingSession):
        def rewind(self, length):
            if b"".join(map(self.vocabulary.bytes_of.__getitem__, self.answer())):
                self.wanted = "[]"
            super().rewind(length)

    words = vocabulary("qwen")
    text = "Ask Nora. " + "The fox jumps over. " * 120 + "Noran, Nora!"
    session = Once(words, spans([("Nora", "Real Name", "PL2")]), capacity=900)
    made = Decoder(session, words, folder())
    found = made.extract(text)
    assert made.statistics.windows > 2
    assert made.statistics.spans == 1
    assert [(one.start, one.end) for one in found] == [(4, 8), (len(text) - 5, len(text) - 1)]


@pytest.mark.parametrize("text", ["", " \n", "...", "!? \u3000。", "---\u200b"])
def test_nothing_to_ask(text):
    """A message of spaces and punctuation is not given to the model at all."""
    made = decoder()
    made.prepare()
    before = made.statistics.forwards
    assert made.extract(text) == []
    assert made.statistics.forwards == before


def test_the_prompt_is_read_once():
    """Static part and user part stay in the session while user and role do not change."""
    words = vocabulary("qwen")
    made = decoder()
    session = made._session
    made.prepare()
    assert session.held == list(made.static)
    made.extract("Hi!", real_name="Nora Whitfield")
    read = sum(session.appended)
    made.extract("Hi!", real_name="Nora Whitfield")
    message = words.encode(' "Hi!"}')
    assert sum(session.appended) - read < len(message) + 12  # and what comes after it
    shown = b"".join(words.bytes_of.get(token, b"|") for token in session.held).decode()
    assert 'name: Nora Whitfield\nMessage:\n{"role": "user", "content": "Hi!"}|' in shown
    made.extract("Hi!", role="assistant", real_name=None)
    shown = b"".join(words.bytes_of.get(token, b"|") for token in session.held).decode()
    assert 'name: unknown\nMessage:\n{"role": "assistant", "content": "Hi!"}|' in shown


def test_a_session_may_hold_the_static_part():
    """A prompt restored from disk is not read again; anything else is dropped first."""
    made = decoder()
    session = made._session
    session.held = list(made.static)
    made.prepare()
    made.prepare()
    assert session.appended == []
    made = decoder()
    session = made._session
    session.held = [1, 2, 3]
    made.prepare()
    assert session.held == list(made.static)


def test_long_prompts_are_read_in_pieces():
    """No call is given more than 256 tokens, so that logits stay small."""
    made = decoder(text="Rules. " * 400 + "Name: {real_name}\n", capacity=4096)
    made.extract("word " * 600)
    assert max(made._session.appended) <= 256


def test_long_messages_are_read_in_windows():
    """A value far down a long message is found, with the message's own offsets."""
    filler = "The quick brown fox jumps. " * 150
    text = f"{filler}Call Nora Whitfield now. {filler}"
    made = decoder(spans([("Nora Whitfield", "Real Name", "PL2")]), capacity=1024)
    found = made.extract(text)
    # In windows without the name, this model takes what it can get.
    assert (len(filler) + 5, len(filler) + 19) in [(one.start, one.end) for one in found]
    assert made.statistics.windows > 2
    assert len({(one.start, one.end) for one in found}) == len(found)


def test_an_answer_without_room_is_asked_again_in_halves():
    """Where the session is full before the answer ends, smaller pieces are asked about."""
    text = "Nora, Ann, 4417, Mira, Zoe, " + "quick brown fox, " * 3 + "7719"
    values = ["Nora", "Ann", "4417", "Mira", "Zoe", "7719"]
    words = vocabulary("bytes")
    session = WantingSession(words, spans([(value, "Key", "PL4") for value in values]), 625)
    made = Decoder(session, words, folder("bytes"))
    answers = made.answers(text)
    assert answers[0].cut
    assert 0 < len(answers[0].spans) < 6
    assert [answer.window for answer in answers][1:] != []
    # Each window was asked about, so what stands in the second half is not lost.
    assert any(answer.window[0] > 0 and answer.window[1] == len(text) for answer in answers)


def test_an_answer_cut_for_lack_of_room_is_never_taken_for_complete():
    """At the smallest window it is an error, whether it has some spans or none."""
    text = "Nora, Ann, 4417, Mira, Zoe, " + "quick brown fox, " * 3 + "7719"
    values = ["Nora", "Ann", "4417", "Mira", "Zoe", "7719"]
    words = vocabulary("bytes")
    session = WantingSession(words, spans([(value, "Key", "PL4") for value in values]), 600)
    with pytest.raises(ExtractorError, match="no room"):
        Decoder(session, words, folder("bytes")).answers(text)


def test_a_value_that_occurs_often_is_searched_for_once(monkeypatch):
    """Not once for each place: that took minutes for a message of a few thousand characters."""
    searches = []
    places = Edges.places
    monkeypatch.setattr(
        Edges, "places", lambda edges, value: searches.append(value) or places(edges, value)
    )
    text = "code 4417, and " * 400
    found = decoder(spans([("4417", "Key", "PL4")]), capacity=4096).extract(text)
    assert [one.start for one in found] == [m.start() for m in re.finditer("4417", text)]
    assert len(searches) == len(set(searches))


def test_a_vocabulary_that_is_not_the_models_is_refused():
    """Control tokens beyond it, or ends of an answer that are none."""
    words = vocabulary("qwen")
    session = WantingSession(words)
    described = folder("qwen")
    most = max(words.control.values())
    for wrong in (replace(described, vocabulary=most), replace(described, end=("<|none|>",))):
        with pytest.raises(ExtractorError, match="do not fit"):
            Decoder(session, words, wrong)


def test_many_values():
    """A list of more values than one answer holds is read in smaller windows."""
    text = ", ".join(str(number) for number in range(100, 175))
    words = vocabulary("qwen")
    odds = {'[{"': 9.0, '",': 5.0, '"},': 9.0, ",": -9.0, "1": 3.0}
    made = Decoder(Odds(words, odds, 8192), words, folder(types=["Key"]))
    answers = made.answers(text)
    assert max(len(answer.spans) for answer in answers) <= 64
    assert made.statistics.cut > 0
    assert len(answers) > 1
    found = {text[one.start : one.end] for one in made.extract(text)}
    assert {str(number) for number in range(100, 175)} <= found


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_model_that_computes_no_numbers_is_an_error(value):
    """Damaged weights do not pass for an answer."""
    words = vocabulary("qwen")
    session = Odds(words, {})
    session.row[:] = value
    with pytest.raises(ExtractorError, match="no numbers"):
        Decoder(session, words, folder()).extract("Nora Whitfield")


def test_a_session_too_small_is_refused():
    """A context without room for a message is an error when the decoder is made."""
    with pytest.raises(ExtractorError, match="do not fit"):
        decoder(capacity=200)


def test_no_room_for_an_answer_is_an_error():
    """A message that the session cannot answer about fails, and does not pass as harmless."""
    words = vocabulary("bytes")
    long = "K" * 300  # a type's label
    session = WantingSession(words, spans([("Nora", long, "PL4")]), capacity=450)
    made = Decoder(session, words, folder("bytes", types=[long]))
    with pytest.raises(ExtractorError, match="no room"):
        made.extract("Nora and Ann " * 9)


def test_a_name_too_long_for_the_session_is_an_error():
    """Role and name that leave no room are named, without being shown."""
    made = decoder(kind="bytes", capacity=600)
    with pytest.raises(ExtractorError, match="leave no room") as caught:
        made.extract("Hi Ann", real_name="🔥林" * 200)
    assert "林" not in str(caught.value)


@pytest.mark.parametrize("change", [{"prompt": None}, {"types": ()}, {"vocabulary": 5}])
def test_a_model_that_cannot_be_asked_is_refused(change):
    """A manifest without prompt or types, or with another vocabulary, is one clear error."""
    from dataclasses import replace

    words = vocabulary("qwen")
    with pytest.raises(ExtractorError, match="export it again"):
        Decoder(RandomSession(words), words, replace(folder(), **change))


def test_a_failed_call_leaves_the_decoder_usable():
    """After an error of the session the next message is read as if nothing had happened."""

    class Failing(WantingSession):
        fail = False

        def append(self, tokens):
            if self.fail:
                raise ExtractorError("the runtime refused")
            return super().append(tokens)

    words = vocabulary("qwen")
    session = Failing(words, spans([("Nora", "Real Name", "PL2")]))
    made = Decoder(session, words, folder())
    expected = made.extract(TEXT)
    for change in ("same", "other"):
        session.fail = True
        with pytest.raises(ExtractorError):
            made.extract(TEXT, role=change)
        session.fail = False
        assert made.extract(TEXT) == expected


def test_what_it_prints_is_not_private():
    """Neither answers nor the decoder show text when printed."""
    made = decoder(spans([("Nora Whitfield", "Real Name", "PL2")]))
    answers = made.answers(TEXT, real_name="Nora Whitfield")
    shown = f"{answers!r} {answers[0].spans!r} {made!r} {made.statistics!r} {made._prompt!r}"
    assert "Nora" not in shown
    assert json.loads(answers[0].text)[0]["original_text"] == "Nora Whitfield"


def test_sessions_of_the_tests_are_sessions():
    """What the tests use has the methods that the runtimes have."""
    assert isinstance(RandomSession(vocabulary("bytes")), Session)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, my name is Nora Whitfield, 14 Elm Row; call 555-0172-339. ",
        "我叫林晓岚，住在海淀区中关村五号院，手机号13800138000。",
    ],
)
def test_it_costs_little_beside_the_model(text):
    """All the Python around one message of 500 characters takes less than 5 ms."""
    words = vocabulary("qwen")
    made = Decoder(Odds(words, {'[{"': 5.0, '"}]': 5.0, '",': 1.0}, 8192), words, folder())
    text = (text * 20)[:500]
    made.extract(text)
    times = []
    for _ in range(15):
        begin = time.process_time()
        assert len(made.answers(text)[0].spans) == 1
        times.append(time.process_time() - begin)
    assert min(times) < 0.005
