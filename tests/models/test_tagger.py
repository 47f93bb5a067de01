"""`TaggerExtractor` on a tiny BERT that learned made-up e-mails and long numbers."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys

import numpy as np
import pytest
from models.support import berts
from models.support.sharing import Shared

from langchain_memprivacy import ExtractorError, PrivacyLevel, UnionExtractor
from langchain_memprivacy.extractors.onnx.graph import Tokens
from langchain_memprivacy.extractors.onnx.manifest import Label, ModelFolder, ModelFolderError
from langchain_memprivacy.extractors.tagger import DEFAULT_LABELS, TaggerExtractor
from langchain_memprivacy.extractors.tagger.labels import Scheme, scheme
from langchain_memprivacy.extractors.tagger.reading import ranges
from langchain_memprivacy.testing.extractors import ExtractorContract

TEXT = "please send the note to ada.berg@fennel.io, number 99887766 is now"
VALUES = ["ada.berg@fennel.io", "99887766"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, worker_id):
    return Shared(tmp_path_factory, worker_id).once("bert-tagger", berts.tagger) / "tagger"


@pytest.fixture(scope="module")
def tagger(folder):
    return TaggerExtractor(folder, threads=1)


class TestContract(ExtractorContract):
    """What holds for every extractor."""

    @pytest.fixture(autouse=True)
    def _tagger(self, folder):
        self.folder = folder

    def extractor(self):
        return TaggerExtractor(self.folder, threads=1)

    def finds(self):
        return {TEXT: VALUES, "my mail is lea_moss@quill.org now": ["lea_moss@quill.org"]}


def changed(folder, to, **changes):
    """A copy of a folder with another manifest, or another configuration."""
    shutil.copytree(folder, to)
    if names := changes.pop("names", None):
        config = json.loads((to / "config.json").read_text("utf-8"))
        config["id2label"] = {str(at): name for at, name in enumerate(names)}
        (to / "config.json").write_text(json.dumps(config), "utf-8")
    model = ModelFolder.open(folder)
    fields = {"kind": model.kind, "source": model.source, "context": model.context, "labels": model.labels}  # fmt: skip
    return ModelFolder(to, **{**fields, **changes}).save().path


# The model


def test_held_out_values_are_found(tagger):
    """Nine in ten of sentences it never saw, with their exact ends, and little else."""
    rng = random.Random(99)
    hit = wanted = extra = 0
    for _ in range(120):
        text, spans = berts.sentence(rng)
        found = {(span.start, span.end) for span in tagger.extract(text)}
        gold = {(start, end) for start, end, _ in spans}
        hit, wanted, extra = hit + len(found & gold), wanted + len(gold), extra + len(found - gold)
    assert hit > 0.9 * wanted > 100
    assert extra < 0.1 * wanted


def test_types_and_levels_come_from_the_labels(tagger):
    """One by the manifest, one by the shipped map of eight classes."""
    assert [(s.text, s.type, s.level.name, s.source) for s in tagger.extract(TEXT)] == [
        ("ada.berg@fennel.io", "EMAIL", "PL2", "tagger"),
        ("99887766", "ID_NUMBER", "PL3", "tagger"),
    ]


def test_it_joins_others(tagger):
    """As one of a union."""
    assert len(UnionExtractor([tagger, tagger]).extract(TEXT)) == 4


def test_a_message_longer_than_the_context_is_read_whole(tagger):
    """Values at every place are found, though the tokenizer's file says to cut at 16 tokens."""
    rng = random.Random(4)
    text, wanted = "", set()
    for number in range(60):
        text += "we met in town and had tea " * (1 + number % 3)
        value = f"{rng.choice(['cleo', 'finn', 'hana'])}.{rng.choice(['cole', 'kern'])}@marlow.net"
        wanted.add((len(text), value))
        text += f"{value} "
    assert len(tagger._graph.tokens(text).ids) > 8 * berts.CONTEXT
    found = {(span.start, span.text) for span in tagger.extract(text)}
    assert len(found & wanted) >= 57


def test_windows_give_each_token_one_row(tagger):
    """At every length around the window, in the order of the text."""
    room = tagger._graph.room
    ids = tagger._graph.tokens("we met in town and had tea " * 90).ids
    for length in [1, 2, room - 1, room, room + 1, room + 7, 2 * room, 9 * room + 3, len(ids)]:
        assert tagger._graph.rows_of(ids[:length]).shape == (length, len(berts.LABELS))
    whole = tagger._graph.rows([ids[:room]])[0]
    start = tagger._graph.rows_of(ids)[: room // 2]
    assert np.allclose(whole[: room // 2], start, atol=1e-4)


def test_the_threshold_is_a_matter_of_taste(folder):
    """A lower one finds what a higher one finds, and more."""
    text = " ".join(berts.sentence(random.Random(seed))[0] for seed in range(30))

    def covered(threshold):
        spans = TaggerExtractor(folder, threshold=threshold).extract(text)
        return {at for span in spans for at in range(span.start, span.end)}

    low, middle, high = covered(0.001), covered(0.5), covered(0.9999)
    assert low > middle > high


@pytest.mark.parametrize("bad", ["[SEP]", "[CLS] [PAD]", "\ud83d", "\x00", "\u200b", "\u202e"])
def test_hostile_characters_end_nothing(tagger, bad):
    """What follows a control token, a NUL or half a character is read all the same."""
    text = f"we met {bad} {TEXT}"
    assert [span.text for span in tagger.extract(text)][-2:] == VALUES
    assert not set(range(5)) - {1} & set(tagger._graph.tokens(text).ids)  # but for [UNK]


def test_another_persons_name_is_a_relationship(folder, tmp_path):
    """Where the user's own name is known."""
    named = changed(folder, tmp_path / "names", labels={"private_email": Label("REAL_NAME")})
    extractor = TaggerExtractor(named)
    for name, kind in ((None, "REAL_NAME"), ("Ada.Berg@fennel.io B", "REAL_NAME"), ("Bo Lind", "RELATIONSHIP_INFO")):  # fmt: skip
        assert extractor.extract(TEXT, real_name=name)[0].type == kind


# The labels


def columns(folder, tmp_path, *names, labels=None):
    model = changed(folder, tmp_path / "labels", names=names, labels=labels or {})
    return scheme(ModelFolder.open(model))


@pytest.mark.parametrize(
    ("names", "marks"),
    [
        (["O", "B-EMAIL", "I-EMAIL"], [(-1, 0, 0), (0, 1, 0), (0, 0, 0)]),
        (["O", "B-Email", "I-Email", "E-Email", "S-Email"], [(-1, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 1), (0, 1, 1)]),
        (["U-email", "L-email", "O"], [(0, 1, 1), (0, 0, 1), (-1, 0, 0)]),
        (["O", "EMAIL", "手机号"], [(-1, 0, 0), (0, 0, 0), (1, 0, 0)]),
    ],
)  # fmt: skip
def test_schemes_are_understood(folder, tmp_path, names, marks):
    """BIO, BIOES, BILOU and plain labels, each with its type's alias."""
    found = columns(folder, tmp_path, *names)
    assert [tuple(map(int, column)) for column in found.columns] == marks
    assert found.entities[0] == ("EMAIL", PrivacyLevel.PL2)


def test_eight_classes_have_types_of_their_own(folder, tmp_path):
    """Person, address, e-mail, phone, URL, date, account number and secret."""
    names = ["O", *(f"{mark}-{name}" for name in DEFAULT_LABELS for mark in "BIES")]
    assert dict(columns(folder, tmp_path, *names).entities) == {
        "REAL_NAME": 2, "DETAILED_ADDRESS": 2, "EMAIL": 2, "PHONE_NUMBER": 2,
        "NETWORK_IDENTIFIER": 2, "IDENTITY_BACKGROUND": 2, "FINANCIAL_ACCOUNT": 3, "KEY": 4,
    }  # fmt: skip


def test_the_manifest_decides(folder, tmp_path):
    """By label with or without prefix; null is not private; a type of its own is PL3."""
    labels = {"PER": Label("REAL_NAME", PrivacyLevel.PL4), "B-ORG": Label("pet's name"), "I-ORG": Label("pet's name"), "MISC": Label(None)}  # fmt: skip
    found = columns(folder, tmp_path, "O", "B-PER", "B-ORG", "I-ORG", "MISC", labels=labels)
    assert [column.entity for column in found.columns] == [-1, 0, 1, 1, -1]
    assert found.entities == (("REAL_NAME", PrivacyLevel.PL4), ("PET_S_NAME", PrivacyLevel.PL3))


def test_a_label_without_a_type_is_refused(folder, tmp_path):
    """It would pass unseen otherwise."""
    with pytest.raises(ModelFolderError, match="no type for 'B-MISC'"):
        columns(folder, tmp_path, "O", "B-MISC")


# Reading

EMAIL, NAME = ("EMAIL", PrivacyLevel.PL2), ("REAL_NAME", PrivacyLevel.PL2)
BIOES = ["O", "B-EMAIL", "I-EMAIL", "E-EMAIL", "S-EMAIL", "B-REAL_NAME", "I-REAL_NAME"]


def read(folder, tmp_path, text, pieces, threshold=0.5):
    """Read tokens given as (token, label, word) with a scheme of BIOES."""
    found: Scheme = columns(folder, tmp_path, *BIOES)
    offsets, at = [], 0
    for piece, _, _ in pieces:
        start = text.index(piece, at)
        offsets.append((start, start + len(piece)))
        at = start + len(piece.rstrip())
    logits = np.full((len(pieces), len(BIOES)), -4, np.float32)
    for row, (_, label, _) in enumerate(pieces):
        logits[row, BIOES.index(label)] = 4
    tokens = Tokens([0] * len(pieces), offsets, [word for _, _, word in pieces])
    return [text[r.start : r.end] for r in ranges(text, tokens, logits, found, threshold)]


@pytest.mark.parametrize(
    ("text", "pieces", "expected"),
    [
        ("a bob c", [("a", "O", 0), ("b", "B-EMAIL", 1), ("ob", "O", 1), ("c", "O", 2)], ["bob"]),
        ("张三李四", [("张", "B-REAL_NAME", 0), ("三", "I-REAL_NAME", 1), ("李", "B-REAL_NAME", 2), ("四", "I-REAL_NAME", 3)], ["张三", "李四"]),
        ("x@y z", [("x", "B-EMAIL", 0), ("@", "I-EMAIL", 1), ("y", "E-EMAIL", 2), ("z", "I-EMAIL", 3)], ["x@y", "z"]),
        ("a b", [("a", "S-EMAIL", 0), ("b", "S-EMAIL", 1)], ["a", "b"]),
        ("a b", [("a", "I-EMAIL", 0), ("b", "I-REAL_NAME", 1)], ["a", "b"]),
        ("to  bob  x", [("to", "O", 0), ("  bob", "B-EMAIL", 1), ("  ", "I-EMAIL", None), ("x", "O", 2)], ["bob"]),
        ("call 12345678", [("call", "O", 0), ("345", "B-EMAIL", 1)], ["12345678"]),
        ("Mira's", [("Mir", "B-REAL_NAME", None)], ["Mira"]),
        ("a.b@c", [("a", "B-EMAIL", 0), (".", "O", 1), ("b", "I-EMAIL", 2), ("@", "O", 3), ("c", "I-EMAIL", 4)], ["a.b@c"]),
        ("a.b", [("a", "B-EMAIL", 0), (".", "O", 1), ("b", "B-EMAIL", 2)], ["a", "b"]),
        ("a. b", [("a", "B-EMAIL", 0), (".", "O", 1), ("b", "I-EMAIL", 2)], ["a", "b"]),
        ("a.. b", [("a", "B-EMAIL", 0), (".", "O", 1), (".", "O", 2), ("b", "I-EMAIL", 3)], ["a", "b"]),
        ("a.", [("a", "B-EMAIL", 0), (".", "O", 1)], ["a"]),
        ("   ", [("   ", "I-EMAIL", None)], []),
        ("", [], []),
    ],
)  # fmt: skip
def test_tokens_become_whole_words(folder, tmp_path, text, pieces, expected):
    """Sub-words, beginnings, ends, spaces and halves of words."""
    assert read(folder, tmp_path, text, pieces) == expected


# What goes wrong


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_a_threshold_is_a_probability(folder, threshold):
    """Zero would find everything, and more than one nothing."""
    with pytest.raises(ValueError, match="threshold"):
        TaggerExtractor(folder, threshold=threshold)


def test_folders_that_do_not_fit_are_refused(folder, tmp_path):
    """Another kind, labels that do not fit the outputs, no room for text."""
    with pytest.raises(ModelFolderError, match="holds a encoder, not a tagger"):
        TaggerExtractor(changed(folder, tmp_path / "kind", kind="encoder"))
    with pytest.raises(ModelFolderError, match="2 labels for 5 outputs"):
        TaggerExtractor(changed(folder, tmp_path / "few", names=["O", "EMAIL"]))
    with pytest.raises(ModelFolderError, match="holds no text"):
        TaggerExtractor(changed(folder, tmp_path / "room", context=2))
    broken = changed(folder, tmp_path / "config")
    (broken / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelFolderError, match="damaged"):
        TaggerExtractor(broken)
    with pytest.raises(ModelFolderError, match="id2label"):
        TaggerExtractor(ModelFolder(broken, "tagger", ModelFolder.open(folder).source).save().path)


def test_a_graph_that_cannot_be_loaded_is_an_error_of_ours(folder, tmp_path):
    """In one line, without what the runtime says."""
    broken = changed(folder, tmp_path / "graph")
    (broken / "model.onnx").write_bytes(b"\x12\x05graph")
    ModelFolder(broken, "tagger", ModelFolder.open(folder).source, context=64).save()
    with pytest.raises(ExtractorError, match="load the model") as raised:
        TaggerExtractor(broken)
    assert "\n" not in str(raised.value)


def test_a_failure_lets_nothing_through(folder, tmp_path):
    """A context beyond the model's positions fails in the runtime: an error, and no text in it."""
    extractor = TaggerExtractor(changed(folder, tmp_path / "long", context=500), threads=1)
    with pytest.raises(ExtractorError) as raised:
        extractor.extract(f"{TEXT} " * 20)
    assert "ada" not in str(raised.value)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_it_phones_nobody(folder, tmp_path):
    """A process that uses it writes nothing into its home, where the library's telemetry would."""
    code = (
        "import sys\nfrom langchain_memprivacy.extractors.tagger import TaggerExtractor\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "print(len(TaggerExtractor(sys.argv[1]).extract(sys.argv[2])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), TEXT],
        env={"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert list(tmp_path.iterdir()) == []


def test_naming_it_costs_nothing():
    """Tagger and encoder load no numbers and no runtime before one is built."""
    code = (
        "import sys\nfrom langchain_memprivacy.extractors import encoder, tagger\n"
        "print({'numpy', 'onnxruntime', 'tokenizers', 'langchain_core'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "set()\n"


def test_a_missing_library_is_named(folder):
    """With the command that installs it."""
    code = (
        "import sys\nsys.modules['numpy'] = None\n"
        "from langchain_memprivacy.extractors.tagger import TaggerExtractor\n"
        "TaggerExtractor(sys.argv[1])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "ExtractorError: load the model: a library is missing; pip install" in done.stderr
