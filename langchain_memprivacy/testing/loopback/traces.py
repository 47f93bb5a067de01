"""LangSmith's endpoints: everything is taken, and answered so that its client goes on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .records import Record

INFO = {
    "version": "0.13.0",
    "instance_flags": {
        "zstd_compression_enabled": True,
        "gzip_body_enabled": True,
        "dataset_examples_multipart_enabled": False,
    },
    "batch_ingest_config": {
        "use_multipart_endpoint": True,
        "size_limit": 100,
        "size_limit_bytes": 20_971_520,
        "scale_up_nthreads_limit": 1,
        "scale_up_qsize_trigger": 1000,
        "scale_down_nempty_trigger": 4,
    },
}
CREATED_AT = "2026-01-01T00:00:00+00:00"
TENANT = str(uuid.UUID(int=1))
_KEPT = ("datasets", "sessions", "examples", "feedback")
_NOTHING: dict[str, Any] = {}


def answer(record: Record) -> tuple[int, Any]:
    """Answer a request that is for no model.

    Args:
        record: The request.

    Returns:
        The HTTP status and the JSON body: 202 for runs; for datasets, projects, examples
        and feedback the object sent or changed, with an identifier and times, or the one
        asked for by name; `{}` for anything else.
    """
    url = urlsplit(record.path)
    top, *rest = url.path.strip("/").split("/")
    if record.method == "GET":
        return 200, _looked_up(top, rest, url.query)
    if top == "runs" and rest[:1] != ["query"]:
        return 202, {"message": "accepted"}
    if top in _KEPT and not rest:
        return 200, _kept(_json(record.body))
    if top in _KEPT and record.method == "PATCH" and len(rest) == 1:
        return 200, _kept(_json(record.body), {"id": rest[0]})
    return 200, {"runs": [], "cursors": {}} if top == "runs" else _NOTHING


def _looked_up(top: str, rest: list[str], query: str) -> Any:
    if top == "info":
        return INFO
    if top == "settings":
        return {"id": TENANT, "display_name": "loopback", "created_at": CREATED_AT}
    if top in {"datasets", "sessions"}:
        name = parse_qs(query).get("name", ["loopback"])[0]
        found = _kept({"name": name} | ({"id": rest[0]} if rest else {}))
        return found if rest else [found]
    return [] if top in {"examples", "feedback"} and not rest else _NOTHING


def _kept(sent: Any, known: Mapping[str, Any] = _NOTHING) -> Any:
    if not isinstance(sent, dict):
        return _NOTHING
    # The same name has the same identifier: what was created by name is found by name.
    named = uuid.uuid5(uuid.NAMESPACE_URL, str(sent.get("name", uuid.uuid4())))
    return {
        "id": str(named),
        "created_at": CREATED_AT,
        "modified_at": CREATED_AT,
        "start_time": CREATED_AT,
        "tenant_id": TENANT,
        "reference_dataset_id": None,
        **sent,
        **known,
    }


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
