"""`memprivacy eval extraction` and `eval resample`, as typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cli.conftest import home, run_here  # noqa: F401  # a fixture, used by all
from evaluation.marked import user

import langchain_memprivacy
from langchain_memprivacy.cli.evaluate_identity import identity, names
from langchain_memprivacy.evaluation.datasets import Dataset, Question, load
from langchain_memprivacy.evaluation.extraction import evaluate_extraction, summarize
from langchain_memprivacy.evaluation.writing import digest, save
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.testing.loopback import Loopback

NORA = user(
    "en-a",
    "Mail [[nora.whitfield@brightleaf.io|EMAIL.address]] or call [[614-555-0148|PHONE_NUMBER.mobile]]",
    "she lives with [[Declan|RELATIONSHIP_INFO.person]]",
    "just tea",
)
LIN = user("zh-a", "密码是[[739204|PASSWORD.pin]]", language="zh", country="CN", split="dev")
VALUES = ("nora.whitfield", "614-555-0148", "Declan", "739204")


@pytest.fixture
def data(tmp_path):
    save(Dataset("two", (NORA, LIN)), tmp_path / "data")
    return tmp_path / "data"


def test_figures_as_json(data):
    """What the functions say of the same users, in `conditions` and `results`."""
    done = run_here(
        "eval", "extraction", "--data", data, "--language", "en", "--date", "2026-01-05", "--json"
    )
    assert (done.code, done.err) == (0, "")
    about, one = done.json["conditions"], done.json["results"]["rules"]
    assert (about["dataset"], about["users"], about["date"]) == ("data", ["en-a"], "2026-01-05")
    assert about["types_compared"] == "exact"
    assert about["real_name_told"] is True
    assert about["bootstrap_rounds"] == 1000
    assert "only overlap" in about["matching"]
    assert "four letters or digits" in about["hidden"]
    scores = evaluate_extraction(RuleExtractor(), Dataset("one", (NORA,)))
    expected = json.loads(json.dumps(summarize(scores)))
    assert expected["overall"]["hidden"] >= 1 / 3  # the mail address at least
    assert {**one, "latency_ms": None} == {**expected, "latency_ms": None}


def test_help_says_what_the_figures_mean():
    """Where matching is stricter than the paper's, and what hidden leaves readable."""
    text = " ".join(run_here("eval", "extraction", "--help").out.split())
    assert "merely overlaps is no match at all" in text
    assert "no four letters or digits in a row, no two Chinese characters" in text


def test_splits(data):
    """Only users of the split; an empty one is one line."""
    done = run_here("eval", "extraction", "--data", data, "--split", "dev", "--json")
    assert done.json["conditions"]["users"] == ["zh-a"]
    done = run_here("eval", "extraction", "--data", data, "--split", "test")
    assert done.code == 2
    assert done.err == "memprivacy: data: no user has split test and language any\n"


def test_a_folder_of_reports(data, tmp_path):
    """JSON, Markdown and a plot for each extractor, none with a value."""
    out = tmp_path / "out"
    done = run_here(
        "eval", "extraction", "--data", data, "--out", out,
        "--extractor", "rules", "--extractor", "rules+rules",
    )  # fmt: skip
    assert done.code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "hidden-1.svg", "hidden-2.svg", "report.json", "report.md",
    ]  # fmt: skip
    written = "".join(path.read_text("utf-8") for path in out.iterdir()) + done.out
    assert not [value for value in VALUES if value in written]
    assert "| rules+rules |" in written
    assert "rules" in done.out


def test_resuming(data, tmp_path):
    """Users of an earlier run are taken from the file; other runs are told apart."""
    file = tmp_path / "scores.jsonl"
    call = (
        "eval",
        "extraction",
        "--data",
        data,
        "--resume",
        file,
        "--json",
        "--date",
        "2026-01-05",
    )
    first = run_here(*call).json
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert not [value for value in VALUES if value in file.read_text("utf-8")]
    # One user's scores are lost; those of the other are believed, whatever they say.
    row = json.loads(lines[0])
    for message in row["rows"][0]["messages"]:
        message["seconds"] = 5.0
    file.write_text(json.dumps(row) + "\n", "utf-8")
    second = run_here(*call).json
    assert second["results"]["rules"]["overall"] == first["results"]["rules"]["overall"]
    assert second["results"]["rules"]["latency_ms"]["max"] == pytest.approx(5000)
    assert len(file.read_text("utf-8").splitlines()) == 2
    other = run_here(*call, "--extractor", "rules+rules").json
    assert other["results"]["rules+rules"]["latency_ms"]["max"] < 5000
    assert len(file.read_text("utf-8").splitlines()) == 4
    used = run_here(*call, "--in-conversation").json
    assert used["conditions"]["messages_run"] == "in conversation"
    assert used["results"]["rules"]["latency_ms"]["max"] < 5000
    assert len(file.read_text("utf-8").splitlines()) == 6


@pytest.mark.parametrize("torn", [0, 1, 5, 40, 200, None])
def test_resuming_after_a_torn_write(data, tmp_path, torn):
    """The last line that is not whole is done again; one without its end is believed."""
    file = tmp_path / "scores.jsonl"
    call = ("eval", "extraction", "--data", data, "--resume", file, "--json")
    first = run_here(*call).json["results"]["rules"]["overall"]
    one, two = file.read_bytes().splitlines()
    file.write_bytes(one + b"\n" + two[:torn])
    second = run_here(*call)
    assert (second.code, second.err) == (0, "")
    assert second.json["results"]["rules"]["overall"] == first
    again = file.read_bytes().splitlines()
    assert again[0] == one
    assert [json.loads(line)["rows"][0]["user"] for line in again] == ["en-a", "zh-a"]
    assert run_here(*call).json["results"]["rules"]["overall"] == first
    assert len(file.read_bytes().splitlines()) == 2


def test_whatever_decides_the_scores_tells_runs_apart(data):
    """Every field of a data set; an extractor's folder and what is in it, code and weights."""
    users = load(data).users
    seen = {digest(Dataset("two", users))}
    message, said = users[0].messages[0], users[0].messages[1:]
    changes = [
        *({field: "x"} for field in ("real_name", "language")),
        *(
            {"messages": (replace(message, **{field: value}), *said)}
            for field, value in (("role", "assistant"), ("session", 7), ("date", "2020-01-01"))
        ),
        *(
            {"questions": (Question("q", task, private, "a?", "A", (), options),)}
            for task, private, options in (("x", True, {}), ("y", True, {}), ("x", False, {}), ("x", True, {"A": "b"}))
        ),
    ]  # fmt: skip
    for change in changes:
        seen.add(digest(Dataset("two", (replace(users[0], **change), users[1]))))
    assert len(seen) == 1 + len(changes)


def test_identities(tmp_path, monkeypatch):
    """Folders of one name are two extractors; one whose contents change becomes another."""
    one, two = tmp_path / "a" / "model", tmp_path / "b" / "model"
    for folder in (one, two):
        folder.mkdir(parents=True)
        (folder / "memprivacy.json").write_text("{}", "utf-8")
    before = identity(f"rules+tagger:{one}")
    assert before != identity(f"rules+tagger:{two}")
    assert before == identity(f"rules+tagger:{one.parent}/../a/model")
    assert names([f"onnx:{one}", f"onnx:{two}", "rules"]) == {
        f"onnx:{one}": "onnx:a/model", f"onnx:{two}": "onnx:b/model", "rules": "rules",
    }  # fmt: skip
    (one / "memprivacy.json").write_text("[]", "utf-8")
    assert identity(f"rules+tagger:{one}") != before
    plain = identity("default")
    monkeypatch.setenv("MEMPRIVACY_MODEL", str(one))
    assert len({identity("default"), plain, identity("rules")}) == 3
    assert "model" not in identity(f"onnx:{one}")


def test_the_code_belongs_to_an_identity(tmp_path):
    """Another release, or a changed rule or weight, is another extractor."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from langchain_memprivacy.cli.evaluate_identity import identity\n"
        "print(identity('rules'))"
    )
    package = Path(langchain_memprivacy.__file__).parent
    shutil.copytree(package, tmp_path / package.name, ignore=shutil.ignore_patterns(".*", "__py*"))

    def printed():
        ran = subprocess.run(
            [sys.executable, "-c", code, tmp_path], capture_output=True, check=True, text=True
        )
        return ran.stdout

    first = printed()
    assert printed() == first
    with (tmp_path / package.name / "extractors/crf/weights.json.gz").open("ab") as weights:
        weights.write(b"x")
    assert printed() != first


def test_an_extractor_twice(data, tmp_path):
    """Its scores would be counted as two: one line, and nothing is run."""
    done = run_here("eval", "extraction", "--data", data, "--extractor", "rules", "--extractor", "rules")  # fmt: skip
    assert done.code == 2
    assert done.err == "memprivacy: --extractor: rules is there twice; leave one out\n"


def test_a_report_that_cannot_be_written(tmp_path):
    """Is said before anything is run: not even the data set is looked for."""
    (tmp_path / "file").write_text("", "utf-8")
    for command in ("extraction", "peers"):
        done = run_here("eval", command, "--data", tmp_path / "no", "--out", tmp_path / "file")
        assert done.code == 1
        assert done.err.startswith("memprivacy: --out: no report can be written there: ")


def test_plots_of_an_earlier_report_go(data, tmp_path):
    """A folder that is used again holds what its report tells of, and other people's files."""
    out = tmp_path / "out"
    call = ("eval", "extraction", "--data", data, "--out", out)
    assert run_here(*call, "--extractor", "rules", "--extractor", "rules+rules").code == 0
    (out / "hidden-notes.svg").write_text("mine", "utf-8")
    assert run_here(*call).code == 0
    assert sorted(path.name for path in out.glob("*.svg")) == ["hidden-1.svg", "hidden-notes.svg"]


def test_resuming_from_something_else(data, tmp_path):
    """A file that is no run is refused, and stays as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("my pin is 4417\n", "utf-8")
    done = run_here("eval", "extraction", "--data", data, "--resume", file)
    assert done.code == 2
    assert "line 1 of notes.txt is not one of a run" in done.err
    assert file.read_text("utf-8") == "my pin is 4417\n"
    for text in (b"my pin", b"\xff\xfe", b'{"walk": 1}', b"[" * 100_000):
        file.write_bytes(text)
        done = run_here("eval", "extraction", "--data", data, "--resume", file)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert file.read_bytes() == text


@pytest.mark.parametrize("which", ["magic", "rules:x", "onnx:", "tagger", "rules+"])
def test_unknown_extractors(data, which):
    """One line names the known ones."""
    done = run_here("eval", "extraction", "--data", data, "--extractor", which)
    assert done.code == 2
    assert "--extractor: use default, rules, crf, onnx:FOLDER" in done.err


def test_a_folder_that_holds_no_model(data, tmp_path):
    """The extractor's own line, not a traceback."""
    for kind in ("onnx", "tagger"):
        done = run_here("eval", "extraction", "--data", data, "--extractor", f"{kind}:{tmp_path}")
        assert done.code == 1
        assert done.err.count("\n") == 1
        assert "model" in done.err


@pytest.fixture
def cloud(monkeypatch):
    pytest.importorskip("langchain_openai")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    with Loopback() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server


def test_a_chat_model_as_extractor(data, cloud):
    """Its answers are scored; nothing about it is in the report but its name."""
    found = [{"original_text": "739204", "privacy_type": "Password", "privacy_level": "PL4"}]
    cloud.reply = json.dumps(found)
    done = run_here(
        "eval", "extraction", "--data", data, "--language", "zh", "--json",
        "--extractor", "chat:openai:tiny",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert done.json["results"]["chat:openai:tiny"]["overall"]["per_message"]["f1"] == 1
    assert cloud.received


def test_a_judge(data, cloud):
    """Its verdicts become a score; where nothing was found or marked it is not asked."""
    cloud.reply = '{"found": ["correct"], "missed": 1}'
    done = run_here(
        "eval", "extraction", "--data", f"memprivacy-bench:{judged(data.parent)}", "--json",
        "--judge", "openai:tiny",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    # Three messages: 2 * 1 / (1 found + 1 right + 1 missed), nothing found of one, quiet.
    assert done.json["judged"]["rules"]["openai:tiny"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert len(cloud.received) == 1


def judged(folder):
    """One value that rules find, one that no rule can, and none."""
    mail, shop = (
        {"original_text": text, "privacy_type": kind, "privacy_level": "PL2"}
        for text, kind in (
            ("nora.whitfield@brightleaf.io", "Email"),
            ("blue", "Network Identifier"),
        )
    )
    said = [("Mail nora.whitfield@brightleaf.io", [mail]), ("it is blue", [shop]), ("just tea", [])]
    turns = [{"role": "user", "content": text, "privacy": marks} for text, marks in said]
    path = folder / "test.json"
    path.write_text(json.dumps([{"messages": turns}]), "utf-8")
    return path


def test_other_makers_data(tmp_path):
    """By prefix; values that stand nowhere are counted on stderr."""
    items = [{"original_text": "x@y.io", "privacy_type": "Email", "privacy_level": "PL2"},
             {"original_text": "gone", "privacy_type": "Email", "privacy_level": "PL2"}]  # fmt: skip
    said = [{"messages": [{"role": "user", "content": "mail x@y.io", "privacy": items}]}]
    path = tmp_path / "test.json"
    path.write_text(json.dumps(said), "utf-8")
    done = run_here("eval", "extraction", "--data", f"memprivacy-bench:{path}", "--json")
    assert done.err == "memprivacy: 1 marked value(s) stand in no message\n"
    assert done.json["conditions"]["dataset"] == "memprivacy-bench"
    assert done.json["results"]["rules"]["overall"]["hidden"] == 1


def test_an_encoder(data, tmp_path, tmp_path_factory, worker_id):
    """Types are compared by a real encoder; the report names it."""
    pytest.importorskip("torch")
    from models.support import berts
    from models.support.sharing import Shared

    folder = Shared(tmp_path_factory, worker_id).once("bert-encoder", berts.encoder) / "encoder"
    done = run_here("eval", "extraction", "--data", data, "--encoder", folder, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["conditions"]["types_compared"] == "cosine of label embeddings (encoder)"


def test_a_tagger_beside_the_rules(tmp_path, tmp_path_factory, worker_id):
    """A model's folder by its path; the report has its last part alone."""
    pytest.importorskip("torch")
    from models.support import berts
    from models.support.sharing import Shared

    folder = Shared(tmp_path_factory, worker_id).once("bert-tagger", berts.tagger) / "tagger"
    save(Dataset("one", (user("en-a", "write to [[ada.berg@fennel.io|EMAIL.address]] today"),)), tmp_path)  # fmt: skip
    done = run_here(
        "eval", "extraction", "--data", tmp_path / "en-a.jsonl", "--json",
        "--extractor", f"tagger:{folder}", "--extractor", f"rules+tagger:{folder}",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert sorted(done.json["results"]) == ["rules+tagger:tagger", "tagger:tagger"]
    for one in done.json["results"].values():
        assert one["overall"]["hidden"] == 1
    assert str(tmp_path) not in done.out


def test_resample(data, tmp_path):
    """Copies of the training user only, which can be read back, the same for the same seed."""
    for name in ("one", "two"):
        done = run_here(
            "eval", "resample", "--data", data, "--copies", "2", "--seed", "3", tmp_path / name
        )
        assert (done.code, done.err) == (0, "")
    assert done.out.startswith("2 user(s), 6 messages written to ")
    users = load(tmp_path / "one").users
    assert [one.id for one in users] == ["en-a-r1", "en-a-r2"]
    assert load(tmp_path / "two").users == users
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "one").iterdir())
    assert not [value for value in VALUES if value in written]


def test_resample_refuses(data, tmp_path):
    """No copy at all, or a file in the way."""
    assert run_here("eval", "resample", "--data", data, "--copies", "0", tmp_path / "x").code == 2
    (tmp_path / "file").write_text("", "utf-8")
    assert run_here("eval", "resample", "--data", data, tmp_path / "file").code == 2
