"""Where a chat model is: on this machine, or anywhere else."""

from __future__ import annotations

import ipaddress
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...errors import ExtractorError

# Where the classes of providers keep an address, and where their clients keep theirs.
_ADDRESSES = (
    "openai_api_base", "base_url", "api_base", "azure_endpoint", "anthropic_api_url",
    "endpoint", "endpoint_url", "server_url", "inference_server_url", "api_url", "url", "host",
)  # fmt: skip
_CLIENTS = ("root_client", "root_async_client", "client", "async_client", "_client")
_PROXIES = ("openai_proxy", "anthropic_proxy", "proxy", "proxies")


class RemoteModelError(ExtractorError, ValueError):
    """Raw text would go to a model that is not known to be on this machine."""


def require_local(model: object) -> None:
    """Make sure that a model is reached over the loopback interface only.

    Args:
        model: A chat model.

    Raises:
        RemoteModelError: An address, or a proxy on the way, is another machine's, or none
            is known.
    """
    try:
        where = elsewhere(model)
    except Exception:  # noqa: BLE001  # a property of a class that nobody here knows
        where = f"where {type(model).__name__} sends text is not known"
    if where:
        msg = (
            f"{where}, and an extractor sends raw text: use a model on this machine"
            " (base_url='http://127.0.0.1:...'), or pass allow_remote=True"
        )
        raise RemoteModelError(msg)


def elsewhere(model: object) -> str:
    """Say why a model is not known to be on this machine; empty where it is known to be."""
    addresses = list(_addresses(model))
    if not addresses:
        return f"where {type(model).__name__} sends text is not known"
    if not all(map(is_loopback, addresses)):
        return f"{type(model).__name__} is not on this machine"
    given = [proxy for name in _PROXIES if (proxy := getattr(model, name, None))]
    if not all(isinstance(proxy, str) and is_loopback(proxy) for proxy in given):
        return "a proxy of the model is not on this machine"
    # Clients take the environment's proxies for the loopback too, unless told not to.
    proxies = urllib.request.getproxies()
    for address in addresses:
        parts = urlsplit(_with_scheme(address))
        host = parts.hostname or ""
        for scheme in {parts.scheme, "all"} & proxies.keys():
            if not (is_loopback(proxies[scheme]) or urllib.request.proxy_bypass(host)):
                return f"a proxy of the environment stands before {host}: add it to NO_PROXY"
    return ""


def is_loopback(address: str) -> bool:
    """Tell whether an address (`http://127.0.0.1:8000/v1`, `localhost:11434`) is this machine's."""
    try:
        host = urlsplit(_with_scheme(address)).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # another name, or no address at all


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"http://{address}"


def _addresses(model: object) -> Iterator[str]:
    """Yield every address that a model or its clients name."""
    for name in _ADDRESSES:
        yield from _text(getattr(model, name, None))
    for name in _CLIENTS:
        client = getattr(model, name, None)
        # A client, a resource of a client, or a client around one of httpx; the address of
        # the outer one is used, the inner one may be shared between models.
        owners = (client, getattr(client, "_client", None))
        yield from next(
            filter(None, (list(_text(getattr(o, "base_url", None))) for o in owners)), []
        )


def _text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        found = value
    elif type(value).__name__ == "URL":  # httpx's
        found = str(value)
    else:
        return
    if found:
        yield found
