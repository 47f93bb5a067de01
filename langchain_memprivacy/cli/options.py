"""Options that several commands share, and the engine and vault they stand for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import VaultError
from ..policy import KEEP, PrivacyPolicy
from ..taxonomy import PrivacyLevel

if TYPE_CHECKING:
    from ..defaults import MemPrivacy
    from ..integrations.store import PrivacyStore
    from ..integrations.store.operations import Unmarked
    from ..vault.sqlite import SQLiteVault

Command = TypeVar("Command", bound=Callable[..., Any])


def words(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Check an argument that is text: one that is not UTF-8 arrives with lone surrogates."""
    if value is not None:
        value.encode()
    return value


def words_each(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Check arguments that are text, as `words` does one."""
    for value in values:
        value.encode()
    return values


def name(context: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check an argument that names a scope."""
    if value is not None and not value.strip():
        raise click.BadParameter("empty", context, param)
    return words(context, param, value)


LEVELS = click.Choice([str(level) for level in PrivacyLevel if level > PrivacyLevel.PL1])

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
scope_option = click.option(
    "--scope",
    callback=name,
    default="local",
    show_default=True,
    help="Whose values: a person or namespace.",
)
store_option = click.option(
    "--store",
    "stores",
    multiple=True,
    callback=words_each,
    metavar="URI",
    help="A LangGraph store, sqlite:PATH or postgresql://...; may come several times.",
)
unmarked_option = click.option(
    "--unmarked",
    is_flag=True,
    help="Items that do not say whose placeholders they hold are this scope's, too.",
)
argument_text = click.argument("text", callback=words, required=False)


def vault_options(command: Command) -> Command:
    """Add the options that say which vault file and which key."""
    command = click.option(
        "--key-file",
        type=click.Path(path_type=Path),
        help="File with the vault's key. Default: $MEMPRIVACY_KEY, keyring, or the config folder.",
    )(command)
    return click.option(
        "--vault",
        "vault_path",
        type=click.Path(path_type=Path),
        help="The vault file. Default: $MEMPRIVACY_VAULT or the data folder.",
    )(command)


def message_options(command: Command) -> Command:
    """Add the options that describe a message."""
    command = click.option(
        "--name", "real_name", callback=words, help="Your own full name, to tell it from others'."
    )(command)
    return click.option(
        "--role",
        type=click.Choice(["user", "assistant", "system", "tool"]),
        default="user",
        show_default=True,
        help="Who wrote the text.",
    )(command)


def policy_options(command: Command) -> Command:
    """Add the options that make a policy."""
    command = click.option(
        "--keep-credentials",
        is_flag=True,
        help="Also keep PL4 values in the vault file, encrypted; else they end with this process.",
    )(command)
    return click.option(
        "--threshold",
        type=LEVELS,
        default="PL2",
        show_default=True,
        help="Protect from this level.",
    )(command)


def read_text(text: str | None) -> str:
    """Return the text given as argument, else all of standard input."""
    return sys.stdin.buffer.read().decode() if text is None else text


def print_json(data: object) -> None:
    """Print one line of JSON in UTF-8, whatever the terminal's encoding is."""
    click.echo(json.dumps(data, ensure_ascii=False).encode())


@contextmanager
def open_vault(
    path: Path | None, key_file: Path | None, *, create: bool = False
) -> Iterator[SQLiteVault]:
    """Open the vault of a command; a new one is made for those only that put something in."""
    from ..vault.keys import default_vault_path  # noqa: PLC0415  # --help must not pay for it
    from ..vault.sqlite import SQLiteVault  # noqa: PLC0415

    path = path or default_vault_path()
    if not create and not path.exists():
        msg = f"vault: there is none at {path} yet; `memprivacy desensitize` makes one"
        raise VaultError(msg)
    with SQLiteVault(path, key=key_file) as vault:
        yield vault


@contextmanager
def open_stores(
    uris: Sequence[str], privacy: MemPrivacy, *, unmarked: bool = False
) -> Iterator[list[PrivacyStore]]:
    """Open stores, as seen through an engine; `unmarked` ones are the scope's own."""
    if not uris:
        yield []
        return
    from ..integrations.store import PrivacyStore  # noqa: PLC0415
    from ..migration.uris import open_store  # noqa: PLC0415

    with ExitStack() as stack:
        opened = [stack.enter_context(open_store(uri, writes=False)) for uri in uris]
        claimed: Unmarked = "restore" if unmarked else "leave"
        yield [PrivacyStore(store, privacy, unmarked=claimed) for store in opened]


@contextmanager
def open_engine(
    path: Path | None,
    key_file: Path | None,
    scope: str,
    threshold: str = "PL2",
    *,
    keep_credentials: bool = False,
    create: bool = False,
) -> Iterator[MemPrivacy]:
    """Put together the engine of a command."""
    from ..defaults import MemPrivacy  # noqa: PLC0415  # --help must not pay for it

    with open_vault(path, key_file, create=create) as vault:
        retention = {PrivacyLevel.PL4: KEEP} if keep_credentials else {}
        policy = PrivacyPolicy(PrivacyLevel[threshold], retention=retention)
        yield MemPrivacy(vault=vault, policy=policy, scope=scope)
