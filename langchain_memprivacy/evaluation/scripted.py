"""A model of the loopback cloud that keeps, answers and judges by simple rules.

It stands in where no model is given: every message becomes a memory as it is, an answer is
the note that shares most words with the question, and an answer is correct where it says
the reference's words. What it shows is what reaches the cloud and what comes back, not how
clever a memory can be.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..testing.loopback import Reply, ToolCall
from .judge import Verdict
from .matching import tokens

_TURN = re.compile(r"^=+ (Human|Ai|System) Message =+$", re.MULTILINE)
_ENOUGH, _SOME = 0.8, 0.3
"""Shares of the reference's words that make an answer correct, or partly so."""


def memory_model(asked: dict[str, Any]) -> Reply:
    """Answer a request of LangMem's, of Mem0's, of the answering step or of a judge."""
    text = _content(asked["messages"][-1])
    if any(tool["function"]["name"] == "Memory" for tool in asked.get("tools", ())):
        return Reply(tool_calls=[ToolCall("Memory", {"content": line}) for line in _turns(text)])
    if "## New Messages" in text:
        new = text.partition("## New Messages")[2].partition("## Observation")[0]
        lines = [line for line in new.splitlines() if line.strip()]
        facts = [{"id": str(n), "text": line, "attributed_to": "user"}
                 for n, line in enumerate(lines)]  # fmt: skip
        return Reply(json.dumps({"memory": facts}, ensure_ascii=False))
    data = _data(text)
    if "notes" in data:
        return Reply(_answer(data))
    if "reference" in data and "answer" in data:
        verdict = _verdict(data["reference"], data["answer"])
        return Reply(json.dumps({"because": "by its words", "verdict": verdict}))
    return Reply("{}")


def _content(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content)


def _turns(text: str) -> list[str]:
    session = text[text.find("<session_") :]
    parts = _TURN.split(session)[1:]
    said = zip(parts[::2], parts[1::2], strict=True)
    return [re.sub(r"</session_.*", "", body).strip() for who, body in said if who != "System"]


def _data(text: str) -> dict[str, Any]:
    """The JSON object at the end of a question."""
    at = text.rfind("\n{") + 1 or text.find("{")
    try:
        found = json.loads(text[at:]) if at >= 0 else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _answer(data: dict[str, Any]) -> str:
    wanted = set(tokens(data["question"]))
    candidates = data.get("options") or dict(enumerate(data["notes"]))
    if data.get("options"):
        wanted |= {token for note in data["notes"] for token in tokens(note)}
    scored = {key: len(wanted & set(tokens(text))) for key, text in candidates.items()}
    if not scored:
        return "never mentioned"
    best = max(scored, key=lambda key: scored[key])
    return best if data.get("options") else str(candidates[best])


def _verdict(reference: str, answer: str) -> Verdict:
    wanted, said = set(tokens(reference)), set(tokens(answer))
    share = len(wanted & said) / len(wanted) if wanted else 0.0
    if share >= _ENOUGH:
        return Verdict.CORRECT
    return Verdict.PARTIAL if share >= _SOME else Verdict.INCORRECT
