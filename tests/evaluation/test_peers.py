"""Other tools beside ours: what counts as hidden, what is skipped, where the table goes."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import replace
from pathlib import Path

import pytest
from cli.conftest import home, run_here  # noqa: F401  # a fixture, used by all
from evaluation.marked import user

from langchain_memprivacy.evaluation.datasets import Dataset
from langchain_memprivacy.evaluation.peers.aligning import AlignmentError, replaced
from langchain_memprivacy.evaluation.peers.comparing import compare
from langchain_memprivacy.evaluation.peers.tables import (
    BEGIN,
    END,
    MarkerError,
    peers_table,
    rewrite,
)
from langchain_memprivacy.evaluation.peers.tools import (
    DEFAULT,
    OURS,
    PEERS,
    Peer,
    PeerError,
    ours,
)
from langchain_memprivacy.evaluation.report import conditions
from langchain_memprivacy.evaluation.writing import save
from langchain_memprivacy.extractors.rules import RuleExtractor

MARK = re.compile(r"\[GONE\]")
KEY = "sk-ant-abcdefghijklmnopqrstuvwxyz"
NORA = user(
    "en-a",
    "mail [[nora.whitfield@brightleaf.io|EMAIL.address]], card [[4111 1111 1111 1111|FINANCIAL_ACCOUNT.card]]",
    f"my key is [[{KEY}|KEY.api]]",
    "she sings with [[Declan|RELATIONSHIP_INFO.person]]",
    real_name="Nora Whitfield",
)
LIN = user("zh-a", "邮箱是[[lin.ruo@example.cn|EMAIL.address]]", language="zh", country="CN")
TWO = Dataset("two", (NORA, LIN))
PLAIN = {peer.name: peer for peer in PEERS}
NEEDED = {"presidio": "presidio_analyzer", "piighost": "piighost"}
MISSING = {name for name, module in NEEDED.items() if not importlib.util.find_spec(module)}


def report(*peers: Peer, dataset: Dataset = TWO) -> dict:
    return {"conditions": conditions(dataset, date="2026-01-05", seed=0), **compare(dataset, peers)}


@pytest.mark.parametrize(
    ("text", "given_back", "expected"),
    [
        ("nothing here", "nothing here", []),
        ("call Ann now", "call [GONE] now", ["Ann"]),
        ("Ann and Bo", "[GONE] and [GONE]", ["Ann", "Bo"]),
        ("a (b) [c]", "a ([GONE]) [c]", ["b"]),
        ("line\nAnn\nline", "line\n[GONE]\nline", ["Ann"]),
        ("all of it", "[GONE]", ["all of it"]),
        ("a b a b c", "[GONE] b [GONE]", ["a", "a b c"]),
        ("x a y a", "x [GONE] a", ["a y"]),
        ("AnnBo", "[GONE][GONE]", ["A", "nnBo"]),
    ],
)
def test_replaced_parts(text, given_back, expected):
    """What stands behind each mark, at its place."""
    assert [text[r.start : r.end] for r in replaced(text, given_back, MARK)] == expected


@pytest.mark.parametrize(
    "given_back", ["call [GONE] later", "call ***", "", "call Ann [GONE]now", "[GONE]call Ann now"]
)
def test_output_that_is_another_text(given_back):
    """A tool that changed more than it marked cannot be measured; the text is not told."""
    with pytest.raises(AlignmentError) as caught:
        replaced("call Ann now", given_back, MARK)
    assert "Ann" not in str(caught.value)


def test_output_that_never_fits_is_told_at_once():
    """However many marks stand between pieces that the text is full of."""
    with pytest.raises(AlignmentError):
        replaced("a b " * 5_000 + "x", " ".join(["[GONE]"] * 1_000) + " y", MARK)


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("LangChain PIIMiddleware", "to nora@brightleaf.io at 10.1.2.3", ["nora@brightleaf.io", "10.1.2.3"]),
        ("LangChain PIIMiddleware", f"key {KEY}", []),
        ("LangSmith secret anonymizer", f"key {KEY} it is", [KEY]),
        ("LangSmith secret anonymizer", "to nora@brightleaf.io", []),
        ("langchain-memprivacy", "to nora@brightleaf.io", ["nora@brightleaf.io"]),
        ("presidio", "to nora@brightleaf.io", ["nora@brightleaf.io"]),
        ("piighost", "to nora@brightleaf.io", ["nora@brightleaf.io"]),
    ],
)  # fmt: skip
def test_tools_do_what_they_are_made_for(name, text, hidden):
    """Each tool as installed finds what it knows, and only that."""
    if name in MISSING:
        pytest.skip(f"{name} is not installed")
    covered = {(r.start, r.end) for r in PLAIN[name].open()(text)}
    whole = {text[start:end] for start, end in covered}
    assert whole >= set(hidden)
    assert bool(whole) == bool(hidden)


def test_presidio_asks_no_network(monkeypatch):
    """Its list of domains is the one that it carries."""
    pytest.importorskip("presidio_analyzer")
    import socket

    def refuse(*_, **__):
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert PLAIN["presidio"].open()("to nora@brightleaf.io")


def test_shares_by_hand():
    """Two of five values are mails, one of them Chinese; LangChain finds them and the card."""
    tools = report(PLAIN["LangChain PIIMiddleware"], PLAIN["LangSmith secret anonymizer"])
    counts, tools = tools["values"], tools["tools"]
    assert counts == {"en": {"PL2": 2, "PL3": 1, "PL4": 1}, "zh": {"PL2": 1}}
    chain = tools["LangChain PIIMiddleware"]
    # The card and the English mail of four; the Chinese mail stands without a border.
    assert chain["by_language"]["en"] == pytest.approx(2 / 4)
    assert chain["by_level"]["PL4"] == 0
    smith = tools["LangSmith secret anonymizer"]
    assert smith["by_language_and_level"]["en"] == {"PL2": 0, "PL3": 0, "PL4": 1}
    assert smith["hidden"] == pytest.approx(1 / 5)
    assert chain["p50_ms"] > 0


def test_a_tool_that_remembers():
    """It gets each person's messages in order, and knows nothing of anybody else's."""
    again = "[[83920|PASSWORD.pin]] it is"
    ann = user("en-a", "the door code is [[83920|PASSWORD.pin]]", again)
    tools = report(*OURS, dataset=Dataset("two", (ann, user("en-b", again))))["tools"]
    shares = [tools[peer.name]["hidden"] for peer in OURS]
    assert shares == [pytest.approx(1 / 3), pytest.approx(2 / 3)]


def test_overmasking_is_counted():
    """A tool that hides all letters hides every value, and the rest for nothing."""
    all_of_it = Peer("all", "everything", "pytest", lambda: _whole)
    found = report(all_of_it)["tools"]["all"]
    assert (found["hidden"], found["overmasked"]) == (1, 1)
    assert found["interval"] == [1, 1]


def test_nothing_annotated():
    """Of no value nothing can be read, as `eval extraction` has it; nobody said anything."""
    quiet = Dataset("quiet", (user("en-q", "just tea"), user("en-r")))
    found = compare(quiet, [DEFAULT])["tools"][DEFAULT.name]
    assert found["hidden"] == 1
    silent = compare(Dataset("silent", (user("en-r"),)), [DEFAULT])["tools"][DEFAULT.name]
    assert (silent["hidden"], silent["p50_ms"]) == (1, 0)


def _whole(text):
    return replaced(text, "[GONE]", MARK) if text else []


def test_a_tool_that_is_not_there():
    """It has a reason in place of figures; the others are measured."""

    def closed():
        raise PeerError("not here: pip install it")

    found = report(DEFAULT, Peer("gone", "nothing", "no-such-thing", closed))
    assert found["tools"]["gone"] == {
        "what": "nothing",
        "version": "",
        "skipped": "not here: pip install it",
    }
    assert found["tools"]["langchain-memprivacy"]["hidden"] > 0
    table = peers_table(found)
    assert "Not run: gone (nothing): not here: pip install it." in table
    assert not re.search(r"^\| gone", table, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(MISSING))
def test_missing_tools_say_what_to_install(name):
    """Without the extra, one line with the remedy."""
    with pytest.raises(PeerError, match=r"pip install 'langchain-memprivacy\[peers\]'"):
        PLAIN[name].open()


def test_a_row_of_ours_knows_no_name():
    """An extractor of ours gets the text alone, as the others do."""

    class Listening(RuleExtractor):
        heard: list = []  # noqa: RUF012

        def extract(self, text, *, role="user", real_name=None):
            self.heard.append((role, real_name))
            return super().extract(text, role=role, real_name=real_name)

    report(ours(Listening(), "listening", "a test"))
    assert set(Listening.heard) == {("user", None)}


def test_no_value_in_a_report():
    """Neither the JSON nor the table holds anything of a message."""
    found = report(*(peer for peer in PEERS if peer.name not in MISSING))
    said = f"{found}{peers_table(found)}"
    for message in (*NORA.messages, *LIN.messages):
        assert not [gold.text for gold in message.privacy if gold.text in said]


def test_table_of_a_language_without_values():
    """A quiet user gives no column and no division by nothing."""
    quiet = Dataset("quiet", (replace(LIN, messages=user("x", "just tea").messages),))
    table = peers_table(report(DEFAULT, dataset=quiet))
    assert table.splitlines()[0] == "| tool | all | hidden for nothing | p50 ms |"


def test_rewriting(tmp_path):
    """Only what is between the markers changes; twice is as once."""
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", "utf-8")
    for _ in range(2):
        rewrite(readme, "| new |\n")
    assert readme.read_text("utf-8") == f"before\n\n{BEGIN}\n\n| new |\n\n{END}\n\nafter\n"


@pytest.mark.parametrize(
    "text", ["none", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}", f"{END}{BEGIN}{END}"]
)
def test_rewriting_without_a_place(tmp_path, text):
    """A file without the pair is left as it is."""
    readme = tmp_path / "README.md"
    readme.write_text(text, "utf-8")
    with pytest.raises(MarkerError, match=re.escape("README.md: needs the lines")):
        rewrite(readme, "table")
    assert readme.read_text("utf-8") == text


def test_the_readme_has_the_place(tmp_path):
    """The project's own README can be filled."""
    copy = tmp_path / "README.md"
    copy.write_text((Path(__file__).parents[2] / "README.md").read_text("utf-8"), "utf-8")
    rewrite(copy, "| filled |")
    assert f"{BEGIN}\n\n| filled |\n\n{END}" in copy.read_text("utf-8")


def test_command(tmp_path):
    """JSON on stdout, files and README written, what is missing said on stderr."""
    save(TWO, tmp_path / "data")
    readme = tmp_path / "README.md"
    readme.write_text(f"{BEGIN}{END}", "utf-8")
    done = run_here(
        "eval", "peers", "--data", tmp_path / "data", "--json", "--date", "2026-01-05",
        "--out", tmp_path / "out", "--readme", readme, "--extractor", "rules",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    tools = done.json["tools"]
    assert list(tools)[:3] == [*(peer.name for peer in OURS), "langchain-memprivacy, rules"]
    assert {name for name, tool in tools.items() if "skipped" in tool} == MISSING
    assert tools["langchain-memprivacy"]["hidden"] >= tools["langchain-memprivacy, rules"]["hidden"]
    assert "| English PL2 (2) |" in readme.read_text("utf-8")
    assert (tmp_path / "out" / "peers.md").exists()
    assert (tmp_path / "out" / "peers.json").exists()
    done = run_here("eval", "peers", "--data", tmp_path / "data")
    assert done.code == 0
    assert all(name in done.err for name in MISSING)


def test_command_without_a_place(tmp_path):
    """A README without the markers is one line, and stays."""
    save(TWO, tmp_path / "data")
    readme = tmp_path / "README.md"
    readme.write_text("nothing", "utf-8")
    done = run_here("eval", "peers", "--data", tmp_path / "data", "--readme", readme)
    assert done.code == 1
    assert done.err.startswith("memprivacy: README.md: needs the lines")
    # Before anything is run: not even the data set is looked for.
    done = run_here("eval", "peers", "--data", tmp_path / "none", "--readme", readme)
    assert done.err.startswith("memprivacy: README.md: needs the lines")
