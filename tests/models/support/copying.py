"""A tiny Qwen3 that learnt, in seconds, to copy private values out of messages.

It is trained on the decoder's exact answer format with a very short prompt, on values drawn
anew for each example; tests ask it about values that it never saw.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from . import checkpoints

PROMPT = "Name: {real_name}\n"
BEFORE, AFTER = "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"
TYPES = {"Verification Code": "PL4", "Email": "PL2", "Phone Number": "PL2"}
STEPS, COPYING, BATCH, SEED = 200, 100, 24, 11
NAMES = ["unknown", "Nora Whitfield", "Ida Brandt"]

CASES = {
    "Verification Code": ["my code is {}", "the code {}", "code: {}", "我的验证码是{}"],
    "Email": ["mail me at {}", "my email is {}", "write to {}", "我的邮箱是{}"],
    "Phone Number": ["call {}", "my number is {}", "我的电话是{}"],
}
IDLE = ["hello", "thank you", "what a nice day", "how are you", "谢谢你", "今天天气很好", "the fox"]
OPENERS = ["", "", "hello, ", "please: ", "你好，"]


def value(kind: str, rng: random.Random) -> str:
    """Make up a value of a type; no character comes twice, for copying those takes longer to learn."""
    if kind == "Verification Code":
        return "".join(rng.sample("0123456789", rng.choice([4, 5, 6])))
    if kind == "Phone Number":
        return "+" + "".join(rng.sample("0123456789", rng.choice([7, 8, 9])))
    name = "".join(rng.sample("bdfgk", 2)) + "".join(rng.sample("0123456789", 3))
    return f"{name}@{rng.choice(['brightleaf.io', 'oakmere.net'])}"


def message(rng: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """Make up a message, and what is private in it: values and types."""
    kinds = rng.sample(list(CASES), rng.choices([0, 1, 2], [1, 4, 2])[0])
    if not kinds:
        return rng.choice(OPENERS) + rng.choice(IDLE), []
    found = [(value(kind, rng), kind) for kind in kinds]
    parts = [rng.choice(CASES[kind]).format(text) for text, kind in found]
    return rng.choice(OPENERS) + ", ".join(parts), found


def asked(text: str, role: str = "user", name: str = "unknown") -> str:
    """Render what the model is asked, as its manifest says."""
    body = json.dumps({"role": role, "content": text}, ensure_ascii=False)
    return BEFORE + PROMPT.replace("{real_name}", name) + body + AFTER


def answer(found: list[tuple[str, str]]) -> str:
    """Write the answer as the decoder does."""
    return json.dumps(
        [
            {"original_text": text, "privacy_type": kind, "privacy_level": TYPES[kind]}
            for text, kind in found
        ],
        ensure_ascii=False,
    )


def lesson(rng: random.Random, step: int) -> tuple[str, str]:
    """Make up a question and its answer: first the mere act of copying, then whole messages."""
    if step < COPYING:
        kind = rng.choice(list(CASES))
        text = value(kind, rng)
        return rng.choice(CASES[kind]).format(text) + '"}<|im_end|>": "', f'{text}",'
    text, found = message(rng)
    return asked(text, name=rng.choice(NAMES)), answer(found) + "<|im_end|>"


def train(folder: Path, *, steps: int = STEPS, seed: int = SEED, report=None) -> None:
    """Make a checkpoint that copies; takes about 15 seconds on one core.

    Args:
        folder: Made, and filled with the files of a checkpoint.
        steps: Batches to learn from.
        seed: Of weights and examples.
        report: Called with step and loss now and then.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        model, tokenizer = checkpoints.qwen3(folder, seed=seed)
        _learn(model.train(), tokenizer, steps, random.Random(seed), report)
    finally:
        torch.set_num_threads(threads)
    checkpoints.save(model.eval(), folder)


def _learn(model, tokenizer, steps: int, rng: random.Random, report) -> None:
    import torch

    weights = dict(model.named_parameters())
    matrices = [w for name, w in weights.items() if w.ndim == 2 and "embed" not in name]
    others = [w for name, w in weights.items() if w.ndim != 2 or "embed" in name]
    # Muon: heads that copy come up after 100 steps instead of 250.
    optimizers = [
        torch.optim.Muon(matrices, lr=0.02, weight_decay=0.0),
        torch.optim.AdamW(others, lr=4e-3, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / 20, (steps - step) / (0.3 * steps))
        )
        for optimizer in optimizers
    ]
    for step in range(steps):
        ids, labels = _batch(tokenizer, [lesson(rng, step) for _ in range(BATCH)])
        logits = model(input_ids=ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
        if report:
            report(step, loss.item())


def _batch(tokenizer, pairs: list[tuple[str, str]]):
    """Encode questions and answers into rows, with labels for the answers alone."""
    import torch

    rows = [
        (tokenizer.encode(question).ids, tokenizer.encode(reply).ids) for question, reply in pairs
    ]
    width = max(len(question) + len(reply) for question, reply in rows)
    ids = torch.zeros((len(rows), width), dtype=torch.long)
    labels = torch.full((len(rows), width), -100)
    for row, (question, reply) in enumerate(rows):
        start, end = len(question), len(question) + len(reply)
        ids[row, :end] = torch.tensor(question + reply)
        labels[row, start:end] = torch.tensor(reply)
    return ids, labels
