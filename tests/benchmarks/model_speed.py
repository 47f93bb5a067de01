"""How much each of our ways to be fast saves on a model of the real shape; see MODEL_SPEED.md.

Weights are random and answers are dictated, the same in every arm: this says how long
things take, and nothing about what a model finds. Not run by pytest.

    python tests/benchmarks/model_speed.py make DIR --ranks qwen.tiktoken
    python tests/benchmarks/model_speed.py measure DIR
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402  # after the path
from models.support import checkpoints, vocabularies  # noqa: E402

from langchain_memprivacy.extractors.onnx.decoder import Decoder  # noqa: E402
from langchain_memprivacy.extractors.onnx.genai import GenAISession  # noqa: E402
from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, Prompt  # noqa: E402
from langchain_memprivacy.extractors.onnx.ort import OrtSession  # noqa: E402
from langchain_memprivacy.extractors.onnx.prompt import PromptParts  # noqa: E402
from langchain_memprivacy.extractors.onnx.quiet import quiet  # noqa: E402
from langchain_memprivacy.extractors.onnx.samples import SAMPLES  # noqa: E402
from langchain_memprivacy.extractors.onnx.vocabulary import Vocabulary  # noqa: E402

SHAPE = {"hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 28,
         "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128}  # fmt: skip
VOCABULARY = 151_936
LONG = 2783
"""Tokens of the long prompt's static part."""

ROOM = 2048
EXPORTS = {"int4": ("int4", False), "int8": ("int8", False), "int4-pruned": ("int4", True)}
SESSIONS = {"onnxruntime": OrtSession, "genai": GenAISession}
WAYS = ("kept", "single", "whole", "plain")

_EN, _ZH = (next(s.text for s in SAMPLES if s.name == f"{tongue}, four values") for tongue in ("en", "zh"))  # fmt: skip
CASES = {
    "no spans": (SAMPLES[0].text, []),
    "4 spans": (_EN, [("Mira Solano", "Real Name"), ("503-555-0142", "Phone Number"),
                      ("mira.solano@brightleaf.io", "Email"), ("448210", "Verification Code")]),
    "4 spans, zh": (_ZH, [("林晓岚", "Real Name"), ("13900001111", "Phone Number"),
                          ("明湖路 88 号 3 单元", "Detailed Address"), ("897570", "Verification Code")]),
}  # fmt: skip
_LEVELS = {"Verification Code": "PL4"}


def answer(spans) -> str:
    """Write an answer as the decoder does."""
    rows = [{"original_text": text, "privacy_type": kind, "privacy_level": _LEVELS.get(kind, "PL2")}
            for text, kind in spans]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False)


class Dictated:
    """A session that computes as always, and then says what it was told to."""

    def __init__(self, inner, vocabulary: Vocabulary, size: int) -> None:
        self.inner, self._vocabulary = inner, vocabulary
        self.capacity, self._row = inner.capacity, np.zeros(size, np.float32)
        self._held: list[int] = []
        self._touched: list[int] = []

    def dictate(self, text: str, begin: int) -> None:
        """Say these characters, from so many tokens on."""
        self._wanted, self._begin = text.encode(), begin
        self._best = self._vocabulary.encode(text)

    @property
    def length(self) -> int:
        return self.inner.length

    def append(self, tokens):
        self.inner.append(tokens)
        self._held += tokens
        self._row[self._touched] = 0
        self._touched = []
        done = self._held[self._begin :]
        if self.length < self._begin:
            return self._row
        written = self._vocabulary.spell(done)
        rest = self._wanted[len(written) :]
        assert self._wanted.startswith(written), "the decoder wrote something else"
        for size in range(1, min(len(rest), 40) + 1):
            token = self._vocabulary.token_of.get(rest[:size])
            if token is not None:
                self._say(token, size)
        if done == self._best[: len(done)] and len(done) < len(self._best):
            self._say(self._best[len(done)], 1000)
        return self._row

    def rewind(self, length) -> None:
        self.inner.rewind(length)
        del self._held[length:]

    def close(self) -> None:
        self.inner.close()

    def _say(self, token: int, how_loud: int) -> None:
        self._row[token] = how_loud
        self._touched.append(token)


def make(folder: Path, ranks: Path, layers: int) -> None:
    """Write a checkpoint with random weights, and export it without comparing anything."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    from langchain_memprivacy.export import asking, generator
    from langchain_memprivacy.export.checkpoints import fetch
    from langchain_memprivacy.export.placing import placed

    checkpoint = folder / "checkpoint"
    if not (checkpoint / "config.json").is_file():
        checkpoint.mkdir(parents=True, exist_ok=True)
        tokenizer = byte_level(ranks)
        vocabularies.write(tokenizer, checkpoint)
        config = Qwen3Config(
            vocab_size=VOCABULARY, max_position_embeddings=40960, rope_theta=1e6,
            tie_word_embeddings=True, bos_token_id=None, attention_dropout=0.0,
            eos_token_id=tokenizer.token_to_id(vocabularies.END),
            pad_token_id=tokenizer.token_to_id(vocabularies.END_OF_TEXT),
            **{**SHAPE, "num_hidden_layers": layers},
        )  # fmt: skip
        torch.manual_seed(7)
        checkpoints.save(Qwen3ForCausalLM(config).to(torch.bfloat16), checkpoint)
    for name, (precision, pruned) in EXPORTS.items():
        if (folder / name).exists():
            continue
        begun = time.perf_counter()
        with placed(folder / name) as work:
            scratch = work / ".scratch"
            scratch.mkdir()
            found = fetch(checkpoint)
            built = generator.build(found, work, scratch, precision=precision, block_size=None,
                                    prune_head=pruned, progress=lambda *_: None)  # fmt: skip
            shutil.rmtree(scratch)
            made = asking.describe(found, work, built, text=asking.prompt_text(None),
                                   ascii_json=False, types=None, level="type")  # fmt: skip
            replace(made, architecture=found.architecture, precision=precision).save()
        say(f"{name}: {time.perf_counter() - begun:.0f} s")


def byte_level(ranks: Path):
    """Turn a file of tiktoken ranks into a byte-level BPE with merges."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers
    from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

    from langchain_memprivacy.extractors.onnx.vocabulary import _alphabet

    rank_of = {}
    for line in ranks.read_bytes().splitlines():
        word, number = line.split()
        rank_of[base64.b64decode(word)] = int(number)
    shown = {ord(byte): chr(letter) for letter, byte in _alphabet().items()}
    name = {word: word.decode("latin-1").translate(shown) for word in rank_of}
    merges = []
    for word, rank in sorted(rank_of.items(), key=lambda pair: pair[1]):
        parts = [word[at : at + 1] for at in range(len(word))]
        while len(parts) > 2:
            pairs = [(rank_of.get(a + b, rank), at) for at, (a, b) in enumerate(zip(parts, parts[1:]))]  # fmt: skip  # noqa: B905, RUF007
            least, at = min(pairs)
            if least >= rank:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        if len(parts) == 2:
            merges.append((name[parts[0]], name[parts[1]]))
    vocabulary = {name[word]: rank for word, rank in rank_of.items()}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = Sequence(
        [Split(Regex(vocabularies.WORDS), "isolated"),
         ByteLevel(add_prefix_space=False, use_regex=False)]
    )  # fmt: skip
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def prompts(model: ModelFolder, vocabulary: Vocabulary) -> dict[str, Prompt]:
    """Return our own prompt, and it with lines of its own before it, of `LONG` tokens."""
    ours = model.prompt
    assert ours is not None
    filler = ours.text.partition("{real_name}")[0].replace("The user's real name:", "")
    filler *= 1 + 2 * LONG // len(PromptParts(ours, vocabulary).static)
    low, high = 0, len(filler)
    while low < high:  # the most characters that are not too many tokens
        middle = (low + high + 1) // 2
        longer = replace(ours, text=filler[:middle] + "\n" + ours.text)
        if len(PromptParts(longer, vocabulary).static) <= LONG:
            low = middle
        else:
            high = middle - 1
    return {"ours": ours, "long": replace(ours, text=filler[:low] + "\n" + ours.text)}


def rss() -> tuple[int, int]:
    """Resident memory of this process, now and at most, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    held = dict(line.split(":", 1) for line in lines)
    return tuple(int(held[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))


def one(folder: Path, runtime: str, rounds: int, names: list[str], threads: int | None) -> dict:
    """Measure one export with one runtime, in this process."""
    quiet()
    begun = time.perf_counter()
    model = ModelFolder.open(folder)
    vocabulary = Vocabulary.open(model.file("tokenizer.json"))
    session = SESSIONS[runtime](model, capacity=LONG + ROOM, threads=threads)
    found: dict = {"load_s": time.perf_counter() - begun, "prompts": {}}
    chosen = {n: p for n, p in prompts(model, vocabulary).items() if n in names}
    with closing(Dictated(session, vocabulary, model.vocabulary)) as dictated:
        for name, prompt in chosen.items():
            asked = replace(model, prompt=prompt)
            found["prompts"][name] = asked_with(asked, dictated, vocabulary, rounds)
        found["rss_mb"], found["rss_most_mb"] = rss()
    return found


def asked_with(model: ModelFolder, session: Dictated, vocabulary, rounds: int) -> dict:
    """Measure all cases and ways with one prompt; runs of the ways alternate."""
    parts = PromptParts(model.prompt, vocabulary)
    static, user = len(parts.static), parts.user("user", None)
    session.rewind(0)
    session.dictate("[]", 1 << 30)
    session.append([1, 2, 3, 4])  # what the first pass costs is not what is asked
    session.rewind(0)
    decoders = {way: Decoder(session, vocabulary, model, forced=way != "single") for way in WAYS}
    begun = time.perf_counter()
    decoders["kept"].prepare()
    out: dict = {"static": static, "prompt_s": time.perf_counter() - begun, "cases": {}}
    spent: dict = {}
    used: dict = {}  # of all threads together: what others do meanwhile does not count
    counts: dict = {}
    for way in WAYS:
        session.rewind(static)
        decoders[way].prepare()
        run(session, decoders[way], parts, "kept", "no spans")
    for number in range(rounds):
        for case in CASES:
            for way in WAYS:
                if way in {"whole", "plain"} and case == "4 spans, zh":
                    continue  # as with the other; the prompt is what it costs
                for _ in range(2 if way in {"kept", "single"} else 1):
                    busy = time.process_time()
                    seconds, counts[case, way] = run(session, decoders[way], parts, way, case)
                    spent.setdefault((case, way), []).append(seconds)
                    used.setdefault((case, way), []).append(time.process_time() - busy)
        say(f"  round {number + 1} of {rounds}, {static} tokens", sys.stderr)
    for case, (text, _) in CASES.items():
        ways = {w: statistics.median(spent[case, w]) for w in WAYS if (case, w) in spent}
        out["cases"][case] = {
            "message": len(parts.message(text)),
            "answer": counts[case, "kept"][0],
            "passes": {way: counts[case, way][1] for way in ways},
            "seconds": ways,
            "all": {way: [round(s, 4) for s in spent[case, way]] for way in ways},
            "factors": factors(ways),
            "processor_s": (busy := {w: statistics.median(used[case, w]) for w in ways}),
            "processor_factors": factors(busy),
        }
    session.rewind(static)
    session.append(user)
    begun = time.perf_counter()
    for _ in range(32):
        session.append([13])
    out["decode_tokens_s"] = 32 / (time.perf_counter() - begun)
    out["prefill_tokens_s"] = static / out["prompt_s"]
    return out


def factors(seconds: dict[str, float]) -> dict[str, float]:
    """Return how many times as long as the first way each takes."""
    return {way: spent / seconds["kept"] for way, spent in seconds.items()}


def run(session: Dictated, decoder: Decoder, parts: PromptParts, way: str, case: str):
    """Ask once; return seconds, and tokens and passes of the answer."""
    text, spans = CASES[case]
    wanted = answer(spans)
    whole = parts.whole(text, "user", None)
    session.dictate(wanted, len(whole))
    if way == "plain":
        tokens = decoder._vocabulary.encode(wanted)
        begun = time.perf_counter()
        session.rewind(0)
        inner = session.inner
        logits = inner.append(whole)
        for token in tokens[:-1]:
            logits.argmax()
            logits = inner.append([token])
        seconds = time.perf_counter() - begun
        session._held = [*whole, *tokens[:-1]]
        return seconds, (len(tokens), len(tokens))
    before = replace(decoder.statistics)
    begun = time.perf_counter()
    if way == "whole":
        session.rewind(0)
    found = decoder.answers(text)
    seconds = time.perf_counter() - begun
    assert [one.text for one in found] == [wanted]
    after = decoder.statistics
    return seconds, (after.tokens_out - before.tokens_out, after.forwards - before.forwards)


def measure(folder: Path, rounds: int, which: list[str], names: list[str], threads) -> dict:
    """Measure each export with each runtime, in a process each."""
    path = folder / "results.json"
    found = json.loads(path.read_text()) if path.is_file() else {}
    for item in which:
        export, _, runtime = item.partition(":")
        command = [sys.executable, __file__, "one", str(folder / export), "--runtime", runtime,
                   "--rounds", str(rounds), "--prompts", *names]  # fmt: skip
        command += ["--threads", str(threads)] if threads else []
        load = os.getloadavg()[0]
        say(f"{item}, load {load:.1f}", sys.stderr)
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        found[item] = {**json.loads(done.stdout), "load": round(load, 2), "rounds": rounds,
                       "bytes": sum(f.stat().st_size for f in (folder / export).iterdir())}  # fmt: skip
        found["machine"] = {"system": platform.platform(), "cores": os.cpu_count(),
                            "onnxruntime": version("onnxruntime"),
                            "onnxruntime-genai": version("onnxruntime-genai")}  # fmt: skip
        path.write_text(json.dumps(found, indent=1))
    return found


def cases(folder: Path) -> None:
    """Write the tokens of all prompts and answers, for other runtimes to be measured on."""
    model = ModelFolder.open(folder / "int4", verify=False)
    vocabulary = Vocabulary.open(model.file("tokenizer.json"))
    out = {}
    for name, prompt in prompts(model, vocabulary).items():
        parts = PromptParts(prompt, vocabulary)
        out[name] = {
            "kept": [*parts.static, *parts.user("user", None)],
            "cases": {
                case: {"message": parts.message(text), "answer": vocabulary.encode(answer(spans))}
                for case, (text, spans) in CASES.items()
            },
        }
    (folder / "cases.json").write_text(json.dumps(out))


def say(text: str, out: TextIO = sys.stdout) -> None:
    """Print a line at once."""
    out.write(f"{text}\n")
    out.flush()


def _times(factor: float | None) -> str:
    return f"{'-':>8}" if factor is None else f"{factor:>7.1f}x"


def show(found: dict) -> None:
    """Print a table: seconds of the first way, and how many times as long the others take."""
    say(f"{'':24}{'prompt':>8}{'read s':>8}{'tok/s':>7}{'case':>13}{'kept s':>8}"
          f"{'single':>8}{'whole':>8}{'plain':>8}{'processor:':>12}")  # fmt: skip
    for item, one_ in found.items():
        for prompt in one_.get("prompts", {}).values():
            for case, row in prompt["cases"].items():
                times = "".join(
                    _times(row[kind].get(way))
                    for kind in ("factors", "processor_factors")
                    for way in WAYS[1:]
                )
                say(f"{item:24}{prompt['static']:>8}{prompt['prompt_s']:>8.2f}"
                      f"{prompt['decode_tokens_s']:>7.1f}{case:>13}"
                      f"{row['seconds']['kept']:>8.3f}{times}")  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=["make", "measure", "one", "cases", "show"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ranks", type=Path, help="a file of tiktoken ranks")
    parser.add_argument("--layers", type=int, default=SHAPE["num_hidden_layers"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runtime", choices=list(SESSIONS))
    parser.add_argument("--threads", type=int)
    parser.add_argument("--prompts", nargs="+", default=["ours", "long"])
    parser.add_argument("--which", nargs="+", default=[
        f"{export}:{runtime}" for export in ("int4", "int8") for runtime in SESSIONS])  # fmt: skip
    given = parser.parse_args()
    match given.do:
        case "make":
            make(given.folder, given.ranks, given.layers)
        case "measure":
            show(measure(given.folder, given.rounds, given.which, given.prompts, given.threads))
        case "one":
            say(json.dumps(one(given.folder, given.runtime, given.rounds, given.prompts, given.threads)))  # fmt: skip
        case "cases":
            cases(given.folder)
        case "show":
            show(json.loads((given.folder / "results.json").read_text()))


if __name__ == "__main__":
    main()
