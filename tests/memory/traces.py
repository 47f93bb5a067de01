"""What a loopback LangSmith got: every part of every request, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.parser import BytesParser
from typing import Any

from faces.agent_world import CANARIES

TEXTS = {label: value for label, value in CANARIES.items() if not value.isdigit()}


def parts(smith: Any) -> Iterator[tuple[str, Any]]:
    """Yield names such as `post.<id>.inputs` and what they hold, of runs and feedback."""
    for record in smith.received:
        kind = re.search(rb"(?im)^content-type: *(.*?)\r?$", record.headers)
        if kind is None or b"multipart" not in kind[1]:
            if record.body:
                yield record.route, json.loads(record.body)
            continue
        message = BytesParser().parsebytes(b"Content-Type: " + kind[1] + b"\r\n\r\n" + record.body)
        for part in message.get_payload():
            name = part.get_param("name", header="content-disposition")
            data = part.get_payload(decode=True)
            is_json = part.get_content_type() == "application/json"
            yield str(name), json.loads(data) if is_json else data.decode()


def tree(smith: Any) -> dict[str, dict[str, Any]]:
    """Gather runs by id, whichever endpoint they came by."""
    runs: dict[str, dict[str, Any]] = {}
    for name, body in parts(smith):
        operation, _, rest = name.partition(".")
        if operation in {"post", "patch"}:
            id_, _, field = rest.partition(".")
            known = {
                k: v for k, v in (body.items() if not field else [(field, body)]) if v is not None
            }
            runs.setdefault(id_, {}).update(known)
        elif name.startswith("/runs"):
            listed = [*body.get("post", []), *body.get("patch", [])] if "batch" in name else [body]
            for run in listed:
                alone = "/runs/" in name and "batch" not in name
                id_ = name.rpartition("/")[2] if alone else str(run["id"])
                found = runs.setdefault(id_, {})
                found.update({k: v for k, v in run.items() if v is not None})
    return runs


def assert_traced_clean(smith: Any) -> dict[str, dict[str, Any]]:
    """Something was traced, as a tree, and no value nor six characters of one are in it."""
    runs = tree(smith)
    assert runs, "nothing was traced"
    smith.assert_clean(TEXTS, fragment=6)
    assert b"EMAIL_1" in smith.wire
    for run in runs.values():
        if run.get("parent_run_id"):
            assert str(run["parent_run_id"]) in runs
            assert run["dotted_order"].startswith(runs[str(run["parent_run_id"])]["dotted_order"])
    return runs
