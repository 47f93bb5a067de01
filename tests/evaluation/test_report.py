"""Reports: tables laid out like the paper's, plots, and no private value anywhere."""

from __future__ import annotations

import json
import re

import pytest
from evaluation.marked import user

from langchain_memprivacy.evaluation.datasets import Dataset
from langchain_memprivacy.evaluation.extraction import evaluate_extraction, summarize
from langchain_memprivacy.evaluation.plots import PlotError, plot_hidden, plot_trade_off
from langchain_memprivacy.evaluation.report import (
    UtilityRow,
    conditions,
    extraction_report,
    extraction_table,
    groups_table,
    judge_table,
    utility_table,
    write_json,
)
from langchain_memprivacy.testing.extractors import FixedExtractor

DATA = Dataset(
    "two",
    (user("en-a", "pin [[4417|PASSWORD.pin]], mail [[nora@brightleaf.io|EMAIL.address]]"),),
)
SUMMARY = summarize(evaluate_extraction(FixedExtractor({"4417": ("PASSWORD", 4)}), DATA))


def cells(table):
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_table_2():
    """Precision 1, recall 1/2, F1 2/3 in percent; best bold, second underlined."""
    best = summarize(
        evaluate_extraction(
            FixedExtractor({"4417": ("PASSWORD", 4), "nora@brightleaf.io": ("EMAIL", 2)}), DATA
        )
    )
    head, _, one, two = cells(extraction_table({"one": {"two": SUMMARY}, "all": {"two": best}}))
    assert head[:4] == ["Extractor", "two: F1", "two: Precision", "two: Recall"]
    assert one[:4] == ["one", "<u>66.67</u>", "100.00", "<u>50.00</u>"]
    assert two[:4] == ["all", "**100.00**", "100.00", "**100.00**"]
    assert (one[5], two[5]) == ("<u>50.00</u>", "**100.00**")


def test_a_missing_data_set_is_a_dash():
    """An extractor that was not run on all sets."""
    *_, last = cells(extraction_table({"one": {"a": SUMMARY}, "two": {"b": SUMMARY}}))
    assert last[1] == "-"
    assert last[6] == "66.67"


def test_table_3():
    """One column a judge."""
    head, _, one, two = cells(judge_table({"rules": {"x": 0.5, "y": 0.61}, "model": {"x": 0.75}}))
    assert head == ["Extractor", "x", "y"]
    assert one == ["rules", "<u>50.00</u>", "61.00"]
    assert two == ["model", "**75.00**", "-"]


def test_table_4():
    """Differences from the baseline of the same system, in points."""
    rows = [
        UtilityRow("LangMem", "none", "-", {"b": {"accuracy": 0.65, "bleu1": 0.2}}, baseline=True),
        UtilityRow("LangMem", "typed", "PL2, PL3, PL4", {"b": {"accuracy": 0.64, "bleu1": 0.18}}),
        UtilityRow("LangMem", "untyped", "PL2, PL3, PL4", {"b": {"accuracy": 0.58}}),
        UtilityRow("Mem0", "none", "-", {"b": {"accuracy": 0.7}}, baseline=True),
    ]
    found = cells(utility_table(rows))
    assert found[0] == ["Protection", "Levels", "b: Accuracy", "b: BLEU-1"]
    assert found[2][0] == "**LangMem**"
    assert found[3] == ["none", "-", "**65.00** (+0.00)", "**20.00**"]
    assert found[4] == ["typed", "PL2, PL3, PL4", "<u>64.00</u> (-1.00)", "<u>18.00</u>"]
    assert found[5] == ["untyped", "PL2, PL3, PL4", "58.00 (-7.00)", "-"]
    assert found[7] == ["none", "-", "70.00 (+0.00)", "-"]


def test_groups():
    """Counts are whole numbers, shares percent; a bar in a name breaks no table."""
    head, _, row = cells(groups_table("Type", {"A|B": {"values": 3, "recall": 0.5}}))
    assert head == ["Type", "Values", "Recall"]
    assert row == ["A&#124;B", "3", "50.00"]


def test_conditions_say_what_one_needs_to_repeat_a_run():
    """Data, users, seed, date, versions, machine; what the caller adds."""
    about = conditions(DATA, date="2026-01-05", seed=7, threshold=0.5)
    assert about["dataset"] == "two"
    assert about["users"] == ["en-a"]
    assert (about["seed"], about["date"], about["threshold"]) == (7, "2026-01-05", 0.5)
    assert re.fullmatch(r"\d+\.\d+\.\d+", about["versions"]["langchain-memprivacy"])
    assert about["processors"] >= 1
    assert "no-such-library" not in about["versions"]
    assert re.fullmatch("[0-9a-f]{16}", about["data_digest"])


def test_no_value_of_the_data_set_is_in_a_report(tmp_path):
    """Neither as JSON nor as Markdown."""
    report = {
        "conditions": conditions(DATA, date="2026-01-05", seed=0, types_compared="exact"),
        "results": {"fixed": SUMMARY},
        "judged": {"fixed": {"x:y": 0.5}},
    }
    write_json(tmp_path / "report.json", report)
    text = (tmp_path / "report.json").read_text("utf-8") + extraction_report(report)
    assert "4417" not in text
    assert "nora" not in text
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["judged"] == report["judged"]
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_plots(tmp_path, name, begins):
    """Both kinds, both files; the same figures give the same bytes, whatever the day."""
    series = {"typed": [(0, 0.7), (1, 0.65)], "masked": [(1, 0.2), (0, 0.7)]}
    for at in range(2):
        plot_hidden(SUMMARY, tmp_path / f"{at}-hidden-{name}")
        plot_trade_off(series, tmp_path / f"{at}-trade-{name}")
    for kind in ("hidden", "trade"):
        first, second = ((tmp_path / f"{at}-{kind}-{name}").read_bytes() for at in range(2))
        assert first.startswith(begins)
        assert len(first) > 5000
        assert first == second


def test_plots_of_nothing(tmp_path):
    """Said in one line, and no file is made."""
    quiet = summarize(evaluate_extraction(FixedExtractor({}), Dataset("q", (user("en-q", "tea"),))))
    with pytest.raises(PlotError, match="no annotated value"):
        plot_hidden(quiet, tmp_path / "a.png")
    with pytest.raises(PlotError, match="no point"):
        plot_trade_off({}, tmp_path / "a.png")
    with pytest.raises(PlotError, match=r"\.png or \.svg"):
        plot_hidden(SUMMARY, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
