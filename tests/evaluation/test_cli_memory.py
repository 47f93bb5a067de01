"""`memprivacy eval leakage` and `eval utility`, as typed."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from cli.conftest import home, run_here  # noqa: F401  # a fixture, used by all
from evaluation.people import DATASET, NAMES, USER, asked, message
from models.support import berts
from models.support.sharing import Shared

from langchain_memprivacy.evaluation.datasets import Dataset
from langchain_memprivacy.evaluation.scripted import memory_model
from langchain_memprivacy.evaluation.writing import save
from langchain_memprivacy.testing.loopback import Loopback

OTHER = replace(
    USER,
    id="xx-02",
    real_name=None,
    split="train",
    messages=(message("s1m01", 1, f"I am {NAMES['name']}, hello."),),
    questions=(asked("q01", "basic", "Who is it?", NAMES["name"], "s1m01"),),
)


@pytest.fixture
def data(tmp_path):
    save(Dataset("two", (USER, OTHER)), tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory, worker_id):
    return Shared(tmp_path_factory, worker_id).once("bert-encoder", berts.encoder) / "encoder"


def hides(text):
    return not [value for value in NAMES.values() if value in text]


def test_leakage(data, tmp_path):
    """Shares by system, protection and exit, attacks beside; a report holds no value."""
    out = tmp_path / "out"
    done = run_here(
        "eval", "leakage", "--data", data, "--date", "2026-01-05", "--out", out, "--json"
    )
    assert (done.code, done.err) == (0, "")
    report = done.json
    about = report["conditions"]
    assert (about["extractor"], about["system"], about["date"]) == ("gold", "store", "2026-01-05")
    assert about["users"] == ["xx-01", "xx-02"]
    shares = {row: found["any"]["whole"] for row, found in report["results"]["store"].items()}
    assert shares == {
        "none": 1.0, "irreversible PL2+": 0.0, "untyped PL2+": 0.0, "typed PL2+": 0.0,
        "typed PL3+": 0.6, "typed PL4": 0.8,
    }  # fmt: skip
    assert report["attacks"]["inject"]["default"]["PL4"] == {"asked": 1, "restored": 0}
    assert report["attacks"]["harvest"]["xx-01"]["other vault"] == 0.0
    assert report["attacks"]["candidates"]["PL4"] == {"listed": 1, "revealed": 1}
    written = (out / "report.md").read_text("utf-8")
    assert json.loads((out / "report.json").read_text("utf-8")) == report
    assert "| typed PL2+ | 0.0 / 0.0 |" in written
    assert "| PL4 | 1 | 1 |" in written
    assert hides(written + json.dumps(report))


def test_reports_say_what_was_looked_for(data, tmp_path):
    """How many values, how many are left out, what lines differ in, which attacks were not tried."""
    done = run_here("eval", "leakage", "--data", data, "--split", "dev", "--method", "typed")
    assert done.code == 0
    assert "\n4 values from PL2 up are looked for; 0 are left out, too short" in done.out
    assert "Not tried: harvest (one user: nobody is left to be the attacker)." in done.out
    assert "the others text by text" in done.out


@pytest.mark.parametrize(
    ("module", "options", "extra"),
    [
        ("langchain_openai", (), "chat"),
        ("nltk", (), "eval"),
        ("mem0", ("--system", "mem0"), "mem0"),
        ("langmem", ("--system", "langmem"), "langmem"),
    ],
)
def test_what_is_not_installed(module, options, extra, data, monkeypatch):
    """One line names the extra to install, before anything is run."""
    monkeypatch.setitem(sys.modules, module, None)
    done = run_here("eval", "leakage", "--data", data, *options)
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert done.err.endswith(f"pip install 'langchain-memprivacy[{extra}]'\n")


@pytest.mark.parametrize("command", [("leakage",), ("utility", "--encoder", "no/such/folder")])
def test_a_folder_that_cannot_be_written(command, data, tmp_path):
    """Is found before the run, and before its encoder."""
    (tmp_path / "file").write_text("", "utf-8")
    done = run_here("eval", *command, "--data", data, "--out", tmp_path / "file" / "out")
    assert done.code == 1
    assert done.err.startswith("memprivacy: --out: no report can be written there: ")


@pytest.mark.parametrize(
    "command", [("leakage", "--guess"), ("utility", "--encoder", "none", "--model"),
                ("utility", "--encoder", "none", "--judge")],
)  # fmt: skip
def test_models_that_do_not_exist(command, tmp_path):
    """A model's wrong name is found before even the data set is read."""
    done = run_here("eval", *command, "nosuch:model", "--data", tmp_path / "none")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "model" in done.err
    assert "none" not in done.err


def test_leakage_by_an_extractor(data):
    """With the rules, what they miss is counted as out."""
    done = run_here(
        "eval", "leakage", "--data", data, "--split", "dev", "--extractor", "rules",
        "--method", "typed", "--no-attacks", "--json",
    )  # fmt: skip
    assert list(done.json["results"]["store"]) == ["typed PL2+", "typed PL3+", "typed PL4"]
    assert 0 < done.json["results"]["store"]["typed PL2+"]["any"]["whole"] < 1
    assert done.json["attacks"] == {}


def test_utility(data, encoder, tmp_path):
    """Retrieval by protection, printed as a table; a second run goes on from the first."""
    kept, out = tmp_path / "kept.jsonl", tmp_path / "out"
    command = ("eval", "utility", "--encoder", encoder, "--data", data, "--resume", kept)
    done = run_here(*command, "--split", "dev")
    assert (done.code, done.err) == (0, "")
    assert "| irreversible | PL2, PL3, PL4 |" in done.out
    assert hides(done.out)
    first = kept.read_text("utf-8")
    done = run_here(*command, "--split", "dev", "--out", out, "--json")
    assert kept.read_text("utf-8") == first
    found = {row: one["private"] for row, one in done.json["results"].items()}
    assert found["none"]["recovered@10"] == found["typed PL2+"]["recovered@10"] == 1.0
    assert found["irreversible PL2+"]["recovered@10"] == 0.0
    assert done.json["sweep"]["points"]["typed PL4"][-1][1] == 1.0
    assert (out / "trade-off.svg").read_bytes().startswith(b"<?xml")
    assert hides(first + (out / "report.md").read_text("utf-8"))


def test_utility_with_a_model(data, encoder, monkeypatch):
    """A model keeps memories, answers and judges; it gets no value where all are protected."""
    with Loopback(memory_model) as cloud:
        monkeypatch.setenv("OPENAI_BASE_URL", cloud.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        done = run_here(
            "eval", "utility", "--encoder", encoder, "--data", data, "--split", "dev",
            "--model", "openai:m", "--system", "langmem", "--method", "typed", "--json",
        )  # fmt: skip
        assert (done.code, done.err) == (0, "")
        sent = [json.dumps(a, ensure_ascii=False) for a in cloud.requests("chat")]
        assert len(sent) == 3 * (2 + len(USER.questions))
        assert hides("".join(sent[: len(sent) // 3]))
        cloud.clear()
        done = run_here(
            "eval", "utility", "--encoder", encoder, "--data", data, "--split", "dev",
            "--model", "openai:m", "--judge", "openai:j", "--system", "store",
            "--method", "none", "--json",
        )  # fmt: skip
        assert done.json["conditions"]["judge"] == "openai:j"
        assert done.json["results"]["none"]["overall"]["questions"] == 4
        assert done.json["sweep"]["metric"] == "accuracy"


def test_files_of_other_runs(data, encoder, tmp_path):
    """A file to resume from that is none is one line; one of another run is left alone."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("nonsense\n", "utf-8")
    done = run_here("eval", "utility", "--encoder", encoder, "--data", data, "--resume", bad)
    assert done.code == 2
    assert done.err == (
        "memprivacy: --resume: line 1 of bad.jsonl is not one of a run; give another file\n"
    )
    bad.write_text(json.dumps({"run": {"leakage": "rules"}, "rows": [1]}) + "\n", "utf-8")
    done = run_here(
        "eval", "utility", "--encoder", encoder, "--data", data, "--resume", bad,
        "--method", "none", "--split", "train", "--json",
    )  # fmt: skip
    assert done.code == 0
    assert done.json["results"]["none"]["overall"]["questions"] == 1


def test_nobody_is_left(data):
    """A split without users is one line."""
    done = run_here("eval", "leakage", "--data", data, "--split", "test")
    assert done.code == 2
    assert done.err == "memprivacy: data: no user has split test and language any\n"


def test_the_people_of_these_tests():
    """They are fictional, and of the form that the commands read."""
    assert DATASET.users == (USER,)
