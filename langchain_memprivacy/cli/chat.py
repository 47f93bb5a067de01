"""`chat`: talk to the stand-in or to any LangChain chat model, through the engine."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import MemPrivacyError
from ..placeholders import CONTRACT
from .options import message_options, open_engine, policy_options, scope_option, vault_options

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Answer = Callable[[str], Iterator[str]]
"""From a desensitized message to the chunks of its answer."""


@click.command(short_help="Chat live through the engine.")
@click.option("--model", help="A LangChain chat model, e.g. openai:gpt-4.1. Default: the stand-in.")
@click.option("--quiet", is_flag=True, help="Do not show what leaves the device.")
@scope_option
@message_options
@policy_options
@vault_options
def chat(
    model: str | None,
    quiet: bool,  # noqa: FBT001
    scope: str,
    role: str,
    real_name: str | None,
    threshold: str,
    keep_credentials: bool,  # noqa: FBT001
    vault_path: Path | None,
    key_file: Path | None,
) -> None:
    """Chat live; each line is desensitized before it leaves, each answer restored.

    The stand-in answers by rule from what it was told. A real model's key is read from
    its usual environment variable. End with Ctrl-D.
    """
    answer = _stand_in() if model is None else _langchain(model)
    terminal = sys.stdin.isatty()
    with open_engine(
        vault_path, key_file, scope, threshold, keep_credentials=keep_credentials, create=True
    ) as privacy:
        while True:
            if terminal:
                click.secho("you  ", bold=True, nl=False)
            line = sys.stdin.buffer.readline()
            if not line:
                break
            try:
                message = line.decode().rstrip("\r\n")
            except UnicodeError:
                if not terminal:
                    raise
                # One slip of a person must not cost what is kept in memory only.
                click.echo("memprivacy: that line is not UTF-8 text; nothing was sent", err=True)
                continue
            if not message.strip():
                continue
            leaves = privacy.desensitize(message, role=role, real_name=real_name)
            if not quiet:
                click.secho(f"out  {leaves}", dim=True)
            restorer = privacy.restorer()
            click.secho("ai   ", bold=True, nl=False)
            for chunk in answer(leaves):
                click.echo(_harmless(restorer.feed(chunk)), nl=False)
            click.echo(_harmless(restorer.flush()))


_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _harmless(text: str) -> str:
    """Take out what would steer the terminal or turn the text around rather than be read."""
    return _STEERING.sub("", text)


def _stand_in() -> Answer:
    from ..demo.cloud import StandInCloud  # noqa: PLC0415

    return StandInCloud().reply


def open_model(name: str) -> BaseChatModel:
    """Set up a LangChain chat model by its name, for example `openai:gpt-4.1`."""
    try:
        from langchain.chat_models import init_chat_model  # noqa: PLC0415
    except ImportError:
        raise click.ClickException(
            "--model needs LangChain: pip install 'langchain-memprivacy[chat]'"
        ) from None
    try:
        return init_chat_model(name)
    except ImportError as error:
        package = error.name or getattr(error.__cause__, "name", None) or "its LangChain package"
        msg = f"this model needs another package: pip install {package.replace('_', '-')}"
        raise click.ClickException(msg) from None
    except Exception as error:  # noqa: BLE001  # a provider's message may quote the key
        msg = f"cannot set up this model ({type(error).__name__}); check its name and its API key"
        raise click.ClickException(msg) from None


def _langchain(name: str) -> Answer:
    model = open_model(name)
    history = [("system", CONTRACT)]

    def answer(message: str) -> Iterator[str]:
        history.append(("human", message))
        said: list[str] = []
        failure = ""
        try:
            for chunk in model.stream(history):
                said.append(str(chunk.text))
                yield said[-1]
        except MemPrivacyError:
            raise
        except Exception as error:  # noqa: BLE001  # one line, whatever the provider raises
            failure = type(error).__name__
        if failure:
            msg = f"the model did not answer ({failure}); check the network and the API key"
            raise click.ClickException(msg)
        history.append(("ai", "".join(said)))

    return answer
