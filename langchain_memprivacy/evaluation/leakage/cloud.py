"""The loopback cloud of the leakage measurements, and clients that reach nothing but it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Self

import httpx
import requests
from langchain.chat_models import init_chat_model
from langchain.embeddings import init_embeddings
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langsmith import Client

from ...errors import MemPrivacyError
from ...integrations.langsmith import private_client
from ...testing.loopback import Loopback, Record
from ..protections import Method, Protection
from ..scripted import memory_model
from ..systems import Settings

MODELS, EMBEDDINGS, ROWS, TRACES = "model requests", "embedding requests", "store rows", "traces"

# What clients say of themselves and of the body's form; nobody's value is among it.
_CONSTANT = re.compile(
    rb"(?i)(?:(?:host|accept|accept-encoding|connection|content-encoding|content-length"
    rb"|content-type|transfer-encoding|expect|x-stainless-[a-z-]+):.*"
    rb"|user-agent: (?:async)?(?:openai|langsmith-py|python-(?:requests|httpx))[\w./ -]*)"
)


class LoopbackError(MemPrivacyError):
    """The loopback cloud did not receive what it had to: a measurement would be worth nothing."""


def loopback_model(cloud: Loopback) -> BaseChatModel:
    """Return a chat model of the loopback cloud; proxies of the environment are not used."""
    found: BaseChatModel = init_chat_model(
        model="openai:loopback", max_retries=0, **_connected(cloud)
    )
    return found


def loopback_embeddings(cloud: Loopback) -> Embeddings:
    """Return embeddings of the loopback cloud; proxies of the environment are not used."""
    found = init_embeddings(
        "openai:loopback", check_embedding_ctx_length=False, **_connected(cloud)
    )
    assert isinstance(found, Embeddings)
    return found


def _connected(cloud: Loopback) -> dict[str, Any]:
    return {
        "base_url": cloud.base_url,
        "api_key": "none",
        "openai_proxy": "",  # left out, it is read from the environment
        "http_client": httpx.Client(trust_env=False),
        "http_async_client": httpx.AsyncClient(trust_env=False),
    }


class Cloud:
    """A model, embeddings and a trace collector on the loopback, for one conversation.

    Args:
        protection: What stands between; it decides whether traces go by `private_client`.
    """

    def __init__(self, protection: Protection) -> None:
        self._stack = ExitStack()
        self.models = self._stack.enter_context(Loopback(memory_model))
        self._smith = self._stack.enter_context(Loopback())
        self.model = loopback_model(self.models)
        self.settings = Settings(self.model, loopback_embeddings(self.models))
        session = requests.Session()
        session.trust_env = False  # else proxies would get the raw data set
        where: dict[str, Any] = {
            "api_url": self._smith.url,
            "api_key": "none",
            "tracing_mode": "langsmith",
        }
        self.client: Client = (
            private_client(protection.engine, session=session, **where)
            if protection.method is Method.TYPED
            else Client(session=session, **where)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def sent(self, answers: int = 0) -> dict[str, bytes]:
        """Return what arrived by exit: addresses, headers and bodies.

        Args:
            answers: How many answers of a traced model there were.

        Raises:
            LoopbackError: Less arrived than that.
        """
        self.client.flush()
        by_exit = {
            MODELS: [r for r in self.models.received if "embeddings" not in r.route],
            EMBEDDINGS: [r for r in self.models.received if "embeddings" in r.route],
            TRACES: self._smith.received,
        }
        expect(MODELS, by_exit[MODELS], answers)
        expect(EMBEDDINGS, by_exit[EMBEDDINGS], 1)  # each system asks for the length of vectors
        expect(TRACES, [r for r in by_exit[TRACES] if "/runs" in r.route], min(answers, 1))
        return {name: b"\n".join(map(written, found)) for name, found in by_exit.items()}


def expect(what: str, records: Sequence[Record], least: int) -> None:
    """Make sure that a measurement saw something.

    Args:
        what: What kind of requests.
        records: Those that arrived.
        least: How many had to.

    Raises:
        LoopbackError: There are fewer.
    """
    if len(records) < least:
        msg = (
            f"{what}: {len(records)} of at least {least} reached the server on 127.0.0.1; see what"
            " stands between (proxies, a firewall), nothing was measured"
        )
        raise LoopbackError(msg)


def written(record: Record) -> bytes:
    """Return all that a request says, without what clients say of themselves."""
    lines = (line for line in record.headers.splitlines() if not _CONSTANT.fullmatch(line))
    return b"\n".join([record.line.strip(), *lines, record.body])
