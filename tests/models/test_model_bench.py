"""`memprivacy model bench`: each way is really asked, and the figures are what they say."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from models.support import berts
from models.support.command import environment, run

from langchain_memprivacy.errors import ExtractorError
from langchain_memprivacy.extractors.onnx.benching import WAYS, bench_folder, factors
from langchain_memprivacy.extractors.onnx.benchworker import Bench
from langchain_memprivacy.extractors.onnx.samples import SAMPLES, Sample

TEXT = "please: my code is 4821, mail me at bd123@oakmere.net"
FEW = (Sample("code", "my code is 4821"), Sample("idle", "hello"))
RUNTIMES = ["genai", "onnxruntime"]


@pytest.fixture
def env(tmp_path):
    return environment(tmp_path / "home")


@pytest.fixture(scope="module", params=RUNTIMES)
def bench(request, copying_folder):
    """A bench whose prompt was read."""
    given = {"folder": str(copying_folder), "runtime": request.param, "threads": 1}
    made = Bench(given)
    assert made.answer({"do": "prompt"})["tokens"] == len(made._parts.static) > 2
    with closing(made._session):
        yield made


def read(bench: Bench, way: str, text: str = TEXT, answer: int = 5):
    return bench.answer({"do": "message", "way": way, "text": text, "answer": answer})


def test_the_command_prints_what_was_measured(generator_folder, env):
    """As JSON: both runtimes, every message, every way; nothing is left in the folder."""
    before = sorted(generator_folder.iterdir())
    code, out, err = run(
        "bench", generator_folder, "--json", "--rounds", "2", "--threads", "1", env=env
    )
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["kind"], found["precision"], found["rounds"], found["threads"]) == (
        "generator", "int4", 2, 1)  # fmt: skip
    assert list(found["runtimes"]) == RUNTIMES
    for runtime, figures in found["runtimes"].items():
        assert min(figures[name] for name in ("load", "prompt", "prefill", "decode")) > 0
        assert (figures["restore"] is None) == (runtime == "genai")
        assert 2e7 < figures["memory"] <= figures["memory_most"] < 2e9
        assert [one["name"] for one in figures["messages"]] == [one.name for one in SAMPLES]
        for one in figures["messages"]:
            assert one["tokens"] > 5
            assert one["seconds"].keys() == WAYS.keys()
            assert one["seconds"]["kept"] > 0
    assert sorted(generator_folder.iterdir()) == before
    assert not list((Path(env["HOME"])).rglob("*.kv"))


def test_people_get_tables(generator_folder, env):
    """One runtime only, where only one is asked for."""
    code, out, err = run(
        "bench", generator_folder, "--runtime", "onnxruntime", "--rounds", "1",
        env={**env, "COLUMNS": "140", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "genai" not in out
    assert out.count("tokens/s") == 2
    assert all(sample.name in out for sample in SAMPLES)


@pytest.mark.parametrize("way", ["kept", "single", "whole"])
def test_all_ways_give_the_same_answer(bench, way):
    """A code and a mail address, in as many tokens."""
    got, kept = read(bench, way), read(bench, "kept")
    assert (got["spans"], got["answer"]) == (kept["spans"], kept["answer"])
    assert got["spans"] == 2
    assert got["answer"] > 40


def test_the_prompt_is_read_once_or_each_time(bench):
    """Kept, only the message is read; else the static part and the user's, too."""
    message = len(bench._parts.message(TEXT))
    whole = len(bench._parts.whole(TEXT, "user", None))
    for way in ("whole", "kept", "plain", "kept", "single"):
        got = read(bench, way)
        if way != "plain":
            assert got["read"] == (whole if way == "whole" else message)


def test_tokens_without_a_choice_save_passes(bench):
    """Singly, each token but the last is a pass; together, most of the skeleton is none."""
    single, kept = read(bench, "single"), read(bench, "kept")
    assert single["passes"] >= single["answer"]
    assert kept["passes"] < single["passes"] / 2


def test_the_plain_way_writes_as_many_tokens(bench):
    """The session then holds the prompt and all of them but the last."""
    read(bench, "plain", answer=9)
    assert bench._session.length == len(bench._parts.whole(TEXT, "user", None)) + 8


def test_a_message_that_does_not_fit_has_no_plain_way(bench):
    """It is read in parts, and there is no one prompt to compare with."""
    text = "my code is 4821, how are you? " * 250
    assert read(bench, "plain", text)["seconds"] is None
    assert read(bench, "kept", text)["windows"] > 1


def test_long_messages_leave_the_plain_way_out(copying_folder):
    """No figure rather than one of something else."""
    long = Sample("long", "my code is 4821, how are you? " * 40)
    found = bench_folder(
        copying_folder, rounds=1, runtimes=["onnxruntime"], threads=1, samples=[long]
    )
    (one,) = found["runtimes"]["onnxruntime"]["messages"]
    assert one["seconds"]["plain"] is None
    assert one["factors"].keys() == {"single", "whole"}


def test_factors_say_how_many_times_longer_the_others_take():
    """Those that were not measured have none."""
    assert factors({"kept": 0.5, "single": 1.0, "whole": 2.25, "plain": None}) == {
        "single": 2.0, "whole": 4.5}  # fmt: skip
    assert factors({"kept": None, "single": 1.0}) == {}


def test_runs_alternate_and_progress_is_told(generator_folder):
    """Every step once, up to the number that was told first."""
    seen: list[tuple[str, int, int]] = []
    bench_folder(generator_folder, rounds=2, threads=1, samples=FEW,
                 progress=lambda *step: seen.append(step))  # fmt: skip
    total = seen[0][2]
    assert total == 2 * (2 + 2 * len(FEW) * len(WAYS))
    assert [step[1] for step in seen] == list(range(total + 1))


def children() -> set[str]:
    """Processes that measure, of this one."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            line = (entry / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == os.getpid() and b"benchworker" in line:
            found.add(entry.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_no_process_stays(generator_folder):
    """Neither after it is done nor after an interrupt, though there were two."""
    for stop in (None, 9):
        most = 0
        counter = itertools.count()

        def step(*_: object, stop: int | None = stop, counter=counter) -> None:
            nonlocal most
            most = max(most, len(children()))
            if next(counter) == stop:
                raise KeyboardInterrupt

        try:
            bench_folder(generator_folder, rounds=1, threads=1, samples=FEW, progress=step)
        except KeyboardInterrupt:
            assert stop
        assert most == 2
        assert children() == set()


@pytest.mark.parametrize("kind", ["tagger", "encoder"])
def test_small_models_have_a_time_for_each_message(shared, kind):
    """They have no prompt, and one way to be asked."""
    folder = shared.once(f"bert-{kind}", getattr(berts, kind)) / kind
    found = bench_folder(folder, rounds=2, threads=1, samples=FEW)
    (figures,) = found["runtimes"].values()
    assert "prompt" not in figures
    assert figures["memory"] > 2e7
    for one in figures["messages"]:
        assert one["seconds"].keys() == {"kept"}
        assert 0 < one["seconds"]["kept"] < 10


def test_a_damaged_folder_is_an_error_in_a_line(generator_folder, tmp_path, env):
    """The process that finds out tells it."""
    copy = shutil.copytree(generator_folder, tmp_path / "made")
    data = bytearray((copy / "model.onnx.data").read_bytes())
    data[100] ^= 1
    (copy / "model.onnx.data").write_bytes(data)
    code, out, err = run("bench", copy, "--rounds", "1", env=env)
    assert (code, out) == (1, "")
    assert err == "memprivacy: model folder made: model.onnx.data is damaged; get the model again\n"
    with pytest.raises(ExtractorError, match="damaged"):
        bench_folder(copy, rounds=1)


@pytest.mark.parametrize("option", [("--rounds", "0"), ("--threads", "0"), ("--runtime", "x")])
def test_options_out_of_range_are_wrong_usage(generator_folder, env, option):
    """Exit code 2, before anything runs."""
    code, out, _ = run("bench", generator_folder, *option, env=env)
    assert (code, out) == (2, "")
    with pytest.raises(ValueError, match="rounds must be at least 1"):
        bench_folder(generator_folder, rounds=0)
