"""The clients that a model sends with, made so that they reach this machine only."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any

from langchain_core.language_models import BaseChatModel

from .endpoint import RemoteModelError, addresses, elsewhere, is_own_name, refusal, with_scheme

# Where the classes of providers keep what they send with; what is async is never asked.
_CLIENTS = ("root_client", "client", "_client")
_ASYNC = ("root_async_client", "async_client", "_async_client")


def confine(model: BaseChatModel) -> BaseChatModel:
    """Copy a model so that what it sends stays on the loopback interface.

    What decides is the HTTP client that sends, by its own rules: a proxy that it took from
    an argument or, when it was made, from the environment counts, wherever the proxy is.
    The copy's client looks at each request too, those of a redirect included.

    Args:
        model: A chat model; it and its clients stay as they are.

    Returns:
        A copy with clients of its own, which share the connections of the model's.

    Raises:
        RemoteModelError: An address is another machine's or none is known, a proxy is on
            the way, or a client is of a kind that cannot be looked into.
    """
    try:
        where = elsewhere(model)
        if not where:
            return _confined(model)
    except RemoteModelError:
        raise
    except Exception:  # noqa: BLE001  # a class, or a version of a library, that nobody here knows
        where = f"where {type(model).__name__} sends text is not known"
    raise refusal(where)


def _confined(model: BaseChatModel) -> BaseChatModel:
    own = model.model_copy()
    where = [with_scheme(address) for address in addresses(model)]
    held = {name: getattr(model, name, None) for name in _CLIENTS}
    if not any(client is not None for client in held.values()):
        raise refusal(_unknown(model))
    for name, client in held.items():
        if client is not None:
            setattr(own, name, _renewed(client, where))
    for name in _ASYNC:
        if getattr(model, name, None) is not None:
            setattr(own, name, None)
    return own


def _renewed(holder: Any, where: list[str]) -> Any:
    """Copy what holds an HTTP client: one itself, an SDK's client, or a resource of that."""
    if kind := _http_client(holder):
        return _guarded(holder, kind, where)
    inner = getattr(holder, "_client", None)
    if inner is None:
        raise refusal(_unknown(holder))
    renewed = _renewed(inner, where)
    if not _http_client(inner):
        return type(holder)(renewed)  # a resource: it is made from its client
    own = copy.copy(holder)
    for name in list(vars(own)):
        if isinstance(getattr(type(own), name, None), cached_property):
            delattr(own, name)  # resources that were made from the other client
    own._client = renewed  # noqa: SLF001  # OpenAI's, Anthropic's and Ollama's name it so
    return own


def _guarded(client: Any, kind: type[Any], where: list[str]) -> Any:
    """Copy an HTTP client of httpx, its connections shared, with an eye on each request."""
    own = object.__new__(kind)  # not its subclass, which may close the connections when it goes
    # Leaving out methods that were put into the object, which would stand before the hook.
    vars(own).update({k: v for k, v in vars(client).items() if not hasattr(kind, k)})

    def look(request: Any, _kept: Any = client) -> None:
        require_direct(own, request.url)

    hooks = client.event_hooks
    own.event_hooks = {**hooks, "request": [*hooks["request"], look]}
    for address in where:
        require_direct(own, type(client.base_url)(address))
    return own


def _http_client(value: object) -> type[Any] | None:
    """The class of httpx, or of httpx2, that a synchronous client is made of."""
    for kind in type(value).__mro__:
        if kind.__name__ == "Client" and _library(kind) in {"httpx", "httpx2"}:
            return kind
    return None


def require_direct(client: Any, url: Any) -> None:
    """Make sure that a client sends what is for an address straight to this machine.

    Args:
        client: A client of httpx.
        url: An address, as the client's library holds one.

    Raises:
        RemoteModelError: The address is another machine's, or the client has a proxy or a
            transport of another kind for it.
    """
    if not is_own_name(url.host):
        raise refusal("the model is not on this machine, or its server sends requests on")
    transport = client._transport_for_url(url)  # noqa: SLF001  # the client's own rule, no copy of it
    pool = getattr(transport, "_pool", None)
    plain = (
        type(transport).__name__ == "HTTPTransport"
        and _library(type(transport)) in {"httpx", "httpx2"}
        and _library(type(pool)) in {"httpcore", "httpcore2"}
    )
    if plain and type(pool).__name__ == "ConnectionPool" and not getattr(pool, "_proxy", None):
        return
    if plain:
        where = (
            f"{url.host} is behind a proxy for the model's client: make it anew with NO_PROXY set"
        )
        raise refusal(where)
    raise refusal("how the model's client sends is not known")


def _unknown(sender: object) -> str:
    return f"what {type(sender).__name__} sends with is not known"


def _library(kind: type[Any]) -> str:
    return kind.__module__.partition(".")[0]
