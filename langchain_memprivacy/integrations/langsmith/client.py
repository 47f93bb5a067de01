"""`private_client`: a LangSmith client that sends placeholders only."""

from __future__ import annotations

import atexit
import json
import logging
import re
import uuid
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any
from urllib.parse import unquote

from langchain_core.runnables import ensure_config
from langsmith import Client
from langsmith.schemas import TracerSession

from ...engine import PrivacyEngine
from ...errors import NotCoveredError, ScopeError
from ..crossing import Crossing
from .fields import bare_run, hidden_request, hidden_run, hidden_value, plain, plain_run, settled

_LOG = logging.getLogger(__name__)
_RUNS = re.compile(r"/runs(/batch|/multipart|/[0-9a-f-]{36})?")
"""Where runs are sent; all of them had their last look."""

_HUB = re.compile(r"/(?:commits|repos|likes)/")
"""Where what follows was named by somebody; elsewhere names are those of routes."""
_PARTS = re.compile(r"[/?&=:]+")
_ROUTE = re.compile(r"[a-z]+(?:-[a-z]+)*|v\d|(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})")

_PASSED_ON = frozenset({
    "api_key", "api_url", "service_key", "tenant_id", "authorization", "cookie",
    "_replica_auths", "dangerously_allow_filesystem",
})  # fmt: skip
"""Arguments that say where a run goes, and with which key."""

_FEEDBACK = ("value", "correction", "comment", "source_info", "extra", "feedback_config")
_EXAMPLE = ("inputs", "outputs", "metadata", "split")
_KEPT = 10_000
"""Of how many runs it is kept whose they are."""
_BUFFERED = 100
_WAIT = 1000.0
"""How many steps, and for how many milliseconds, a run may wait for the last look."""

_LAST = 5.0
"""How many seconds the program waits at its end for runs to be sent."""

Look = Callable[[Sequence[dict[str, Any]]], Sequence[dict[str, Any]]]


def private_client(
    privacy: PrivacyEngine, *, scope: str | None = None, **client_kwargs: Any
) -> Client:
    """Make a LangSmith client that desensitizes all that it sends.

    Runs are written out on the caller's thread, where it is known whose they are; the
    extractor and the vault work on a thread of the client's, just before they are sent,
    so that what is found late in a conversation is hidden early in it, as far as it was
    not sent yet: what waits together is read as a whole before it is written. Ids, times, types
    and projects stay, so that the tree of runs is the same. Attachments are left out.
    What fails is not sent, and said once in the log.

    Use it with `tracing_context(client=...)` or `langsmith.configure(client=...)`, and
    call `flush()` before the program ends. Replicas that have a client of their own do
    not go through this one.

    Args:
        privacy: The engine.
        scope: Whose mapping; left out, the engine's own, which may depend on the config
            of the run, or on its metadata where LangChain repeats `configurable`. An
            engine whose scope is a function needs it for what is sent outside of a run:
            feedback, datasets, projects, queries. Without it these raise `ScopeError`.
        **client_kwargs: Arguments of `langsmith.Client`.

    Returns:
        The client.
    """
    return PrivateClient(privacy, scope=scope, **client_kwargs)


class PrivateClient(Client):
    """A LangSmith client behind the boundary; see `private_client`."""

    def __init__(
        self, privacy: PrivacyEngine, *, scope: str | None = None, **client_kwargs: Any
    ) -> None:
        self._privacy = privacy
        self._scope = scope
        self._said = False
        self._whose: OrderedDict[str, Crossing] = OrderedDict()  # runs and traces, by id
        self._lock = Lock()
        self._own_look: Look | None = client_kwargs.pop("process_buffered_run_ops", None)
        client_kwargs.setdefault("omit_traced_runtime_info", True)
        client_kwargs.setdefault("run_ops_buffer_size", _BUFFERED)
        client_kwargs.setdefault("run_ops_buffer_timeout_ms", _WAIT)
        super().__init__(process_buffered_run_ops=_looking(weakref.ref(self)), **client_kwargs)
        atexit.register(_flush, weakref.ref(self))

    def create_run(self, name: str, inputs: Any, run_type: Any, **kwargs: Any) -> None:
        """Trace the beginning of a run; nothing is sent where that fails."""
        run = {"name": name, "inputs": inputs or {}, "run_type": run_type, **kwargs}
        run["id"] = run.get("id") or uuid.uuid4()
        if (told := self._told(run)) is not None:
            super().create_run(**told)

    def update_run(self, run_id: Any, **kwargs: Any) -> None:
        """Trace the end of a run; nothing is sent where that fails."""
        if (told := self._told({"id": run_id, **kwargs})) is not None:
            super().update_run(told.pop("id"), **told)

    def batch_ingest_runs(self, create: Any = None, update: Any = None) -> None:
        """Trace many runs at once."""
        super().batch_ingest_runs(self._all_told(create), self._all_told(update))

    def multipart_ingest(self, create: Any = None, update: Any = None, **kwargs: Any) -> None:
        """Trace many runs at once."""
        begun, ended = self._all_told(create), self._all_told(update)
        looked = self._looked([*begun, *ended])
        parts = looked[: len(begun)], looked[len(begun) :]
        super().multipart_ingest(*map(self._looked_by_own, parts), **kwargs)

    def create_project(
        self, project_name: str, *, metadata: dict[str, Any] | None = None, **kwargs: Any
    ) -> TracerSession:
        """Create a project; `evaluate`'s note of who made the last commit is left out."""
        return super().create_project(project_name, metadata=_bare(metadata), **kwargs)

    def update_project(
        self, project_id: Any, *, metadata: dict[str, Any] | None = None, **kwargs: Any
    ) -> TracerSession:
        """Change a project; see `create_project`."""
        return super().update_project(project_id, metadata=_bare(metadata), **kwargs)

    def create_feedback(self, run_id: Any = None, key: str = "unnamed", **kwargs: Any) -> Any:
        """Send feedback; comment, value, correction and the like are desensitized.

        Raises:
            MemPrivacyError: It could not be desensitized; nothing was sent.
        """
        crossing = self._crossing({"id": run_id, "trace_id": kwargs.get("trace_id")})
        said = {n: plain(kwargs[n]) for n in _FEEDBACK if kwargs.get(n) is not None}

        def hide() -> dict[str, Any]:
            hidden = {name: hidden_value(crossing, value) for name, value in said.items()}
            return {**hidden, "key": hidden_request(crossing, key)}

        return super().create_feedback(run_id, **{**kwargs, **settled([crossing], hide)})

    def request_with_retries(
        self, /, method: Any, pathname: str, *, request_kwargs: Any = None, **kwargs: Any
    ) -> Any:
        """Send a request; what its body and query say is desensitized.

        Raises:
            NotCoveredError: The body is none that can be read, or the path holds a private
                value; nothing was sent.
            MemPrivacyError: It could not be desensitized; nothing was sent.
        """
        given = dict(request_kwargs or {})
        if _RUNS.fullmatch(pathname.removeprefix(self.api_url)) is None and not any(
            _RUNS.fullmatch(pathname.removeprefix(url)) for url in self._write_api_urls
        ):
            self._refuse_private(pathname)
            given, kwargs = self._hidden(given, pathname), self._hidden(kwargs, pathname)
        return super().request_with_retries(method, pathname, request_kwargs=given, **kwargs)

    def looked_at(self, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Desensitize runs on the thread that sends them; of what fails, only its place stays.

        Args:
            runs: As the client keeps them until then.
        """
        return self._looked_by_own(self._looked(runs))

    def _looked(self, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Learn from all runs before one is written: a value may be given away by a later one."""
        whose: dict[int, Crossing] = {}
        for number, run in enumerate(runs):
            try:
                whose[number] = self._known(run)
            except ScopeError as error:
                self._lost(error)

        known = dict(whose)

        def look() -> list[dict[str, Any]]:
            looked = []
            for number, run in enumerate(runs):
                looked.append(bare_run(run, known.get(number)))
                if number not in whose:
                    continue
                try:
                    looked[-1] = hidden_run(whose[number], run)
                except Exception as error:  # noqa: BLE001  # whatever it is, it is not sent
                    del whose[number]
                    self._lost(error)
            return looked

        try:
            return settled(list(whose.values()), look)
        except Exception as error:  # noqa: BLE001  # a vault that cannot be asked
            self._lost(error)
            return [bare_run(run) for run in runs]

    def _looked_by_own(self, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return list(runs if self._own_look is None else self._own_look(runs))

    def _prepare_multipart_data(self, examples: Any, *args: Any, **kwargs: Any) -> Any:
        crossing = self._crossing({})
        given = list(examples)

        def hidden(example: Any) -> Any:
            fields = {
                name: hidden_value(crossing, plain(getattr(example, name)))
                for name in _EXAMPLE
                if getattr(example, name, None) is not None
            }
            left_out = {"attachments": None} if getattr(example, "attachments", None) else {}
            return example.model_copy(update={**fields, **left_out})

        all_hidden = settled([crossing], lambda: [hidden(example) for example in given])
        return super()._prepare_multipart_data(all_hidden, *args, **kwargs)

    def _get_langsmith_api(self) -> Any:
        raise NotCoveredError(
            "not covered: resources such as client.runs send past the boundary; use the methods of"
            " this client, or a langsmith.Client for what is not private"
        )

    def _hidden(self, kwargs: Mapping[str, Any], pathname: str) -> dict[str, Any]:
        """Desensitize what a request sends."""
        hidden = dict(kwargs)
        merging = pathname.removeprefix(self.api_url).startswith("/sessions")
        if kwargs.get("files"):
            raise NotCoveredError("not covered: uploads of files; use create_examples")
        for key in ("json", "params"):
            if kwargs.get(key):
                body = plain(kwargs[key])
                hidden[key] = hidden_request(self._crossing({}), body, merging=merging)
        data = kwargs.get("data")
        if not data or (_is_multipart(kwargs) and "/examples" in pathname):
            return hidden  # examples were desensitized one by one
        try:
            body = json.loads(data)
        except (TypeError, ValueError):
            body = None
        if body is None:
            raise NotCoveredError("not covered: a request that is no JSON; nothing was sent")
        said = hidden_request(self._crossing({}), body, merging=merging)
        hidden["data"] = json.dumps(said).encode()
        return hidden

    def _refuse_private(self, pathname: str) -> None:
        """Refuse a private value in the path: prompts are asked for by their names."""
        path = unquote(pathname.removeprefix(self.api_url))
        parts = [part for part in _PARTS.split(path) if part]
        named = parts[1:] if _HUB.match(path) else [p for p in parts if not _ROUTE.fullmatch(p)]
        asked = [part for part in named if part != "-"]
        if not asked:
            return
        crossing = self._crossing({})
        if any(hidden_request(crossing, text) != text for text in (*asked, "/".join(named))):
            raise NotCoveredError(
                "not covered: a request with a private value in its path; name prompts otherwise"
            )

    def _told(self, run: dict[str, Any]) -> dict[str, Any] | None:
        """Write a run out, and note whose it is; None where that is not known."""
        auth = {key: run.pop(key) for key in _PASSED_ON if key in run}
        run.pop("is_run_ops_buffer_flush", None)  # with it, there would be no last look
        try:
            crossing = self._crossing(run)
            told = plain_run(run)
        except Exception as error:  # noqa: BLE001  # whatever it is, the run is not sent
            self._lost(error)
            return None
        with self._lock:
            for id_ in (run["id"], run.get("trace_id")):
                if id_ is not None:
                    self._whose[str(id_)] = crossing
                    self._whose.move_to_end(str(id_))
            while len(self._whose) > _KEPT:
                self._whose.popitem(last=False)
        return {**told, **auth}

    def _all_told(self, runs: Iterable[Any] | None) -> list[dict[str, Any]]:
        dumped = (
            run.model_dump() if hasattr(run, "model_dump") else dict(run) for run in runs or ()
        )
        told = (self._told({"id": uuid.uuid4(), **run}) for run in dumped)
        return [run for run in told if run is not None]

    def _crossing(self, run: Mapping[str, Any]) -> Crossing:
        """Find whose a run is: by the config it runs in, its metadata, or its trace."""
        if self._scope is not None:
            scope = self._privacy.scope_for(scope=self._scope)
            return Crossing(self._privacy, scope, self._privacy.real_name_for(ensure_config()))
        config: dict[str, Any] = {**ensure_config()}
        extra = run.get("extra")
        metadata = extra.get("metadata") if isinstance(extra, Mapping) else None
        metadata = metadata if isinstance(metadata, Mapping) else {}
        # The run's own wins: the context may still be that of a caller around it.
        config["metadata"] = {**config.get("metadata", {}), **metadata}
        config["configurable"] = {**config.get("configurable", {}), **metadata}
        try:
            return Crossing.of(self._privacy, config)
        except ScopeError:
            return self._known(run)

    def _known(self, run: Mapping[str, Any]) -> Crossing:
        for key in ("id", "parent_run_id", "trace_id"):
            found = self._whose.get(str(run.get(key)))
            if found is not None:
                return found
        raise ScopeError("no scope: it is not known whose run this is; pass scope= to the client")

    def _lost(self, error: Exception) -> None:
        if not self._said:
            self._said = True
            _LOG.warning(
                "a run was not traced: %s; further ones are not mentioned", type(error).__name__
            )


def _looking(client: weakref.ref[PrivateClient]) -> Look:
    # Without a reference to the client: its threads end when nobody else has one.
    def look(runs: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        found = client()
        return [bare_run(run) for run in runs] if found is None else found.looked_at(runs)

    return look


def _flush(client: weakref.ref[PrivateClient]) -> None:
    found = client()
    if found is not None:
        found.flush(timeout=_LAST)


def _is_multipart(kwargs: Mapping[str, Any]) -> bool:
    kind = (kwargs.get("headers") or {}).get("Content-Type", "")
    return str(kind).startswith("multipart/")


def _bare(metadata: dict[str, Any] | None) -> dict[str, Any] | None:
    """Leave out the author, branch and remote of the repository the program runs in."""
    return None if metadata is None else {k: v for k, v in metadata.items() if k != "git"}
