"""Where a chat model is: on this machine, or anywhere else."""

from __future__ import annotations

import ipaddress
import re
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
_NAMES = ("model", "model_name")
# Ollama's server on this machine passes what is for these on: gpt-oss:120b-cloud, glm-4.6:cloud.
_PASSED_ON = re.compile(r":(?:.*-)?cloud$", re.IGNORECASE)


class RemoteModelError(ExtractorError, ValueError):
    """Raw text would go to a model that is not known to be on this machine."""


def refusal(where: str) -> RemoteModelError:
    """Write the error about a model; `where` says what is wrong with it."""
    return RemoteModelError(
        f"{where}, and an extractor sends raw text: use a model on this machine"
        " (base_url='http://127.0.0.1:...'), or pass allow_remote=True"
    )


def elsewhere(model: object) -> str:
    """Say why a model's addresses are not known to be this machine's; empty where they are."""
    found = list(addresses(model))
    if not found:
        return f"where {type(model).__name__} sends text is not known"
    if not all(map(is_loopback, found)):
        return f"{type(model).__name__} is not on this machine"
    if any(getattr(model, name, None) for name in _PROXIES):
        return "a proxy of the model may pass on what it is sent"
    if any(_PASSED_ON.search(str(getattr(model, name, ""))) for name in _NAMES):
        return "Ollama sends what is for this model to its cloud"
    return ""


def is_loopback(address: str) -> bool:
    """Tell whether an address (`http://127.0.0.1:8000/v1`, `localhost:11434`) is this machine's."""
    try:
        return is_own_name(urlsplit(with_scheme(address)).hostname or "")
    except ValueError:
        return False


def is_own_name(host: str) -> bool:
    """Tell whether a host's name or number is the loopback's."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # another name, or none at all


def with_scheme(address: str) -> str:
    """Write an address as a URL."""
    return address if "://" in address else f"http://{address}"


def addresses(model: object) -> Iterator[str]:
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
