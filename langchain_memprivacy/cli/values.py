"""`vault list`, `show`, `correct`, `where` and `forget`: single values, here and in stores."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from ..placeholders import Placeholder, parse_placeholder
from ..purging import Purged, StoredAt
from ..taxonomy import PrivacyLevel, type_tag
from ..vault.base import Entry
from .options import (
    LEVELS,
    as_json,
    open_engine,
    open_stores,
    open_vault,
    print_json,
    read_text,
    scope_option,
    store_option,
    unmarked_option,
    vault_options,
    words,
)


def _placeholder(text: str) -> Placeholder:
    found = parse_placeholder(text)
    if found is None:
        raise ValueError("not a placeholder; it looks like '<EMAIL_1>', in quotes")
    return found


def _row(entry: Entry, *, reveal: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "placeholder": str(entry.placeholder),
        "type": entry.placeholder.type,
        "level": str(entry.level),
        "created": entry.created,
        "held": entry.value is not None,
    }
    return {**row, "value": entry.value} if reveal else row


def _from_stdin(text: str | None) -> str | None:
    """Take `-` for standard input: arguments show in process lists and histories."""
    return read_text(None).removesuffix("\n").removesuffix("\r") if text == "-" else text


@click.command("list")
@scope_option
@click.option("--type", "type_", callback=words, help="Only this type.")
@click.option("--level", type=LEVELS, help="Only this level.")
@click.option(
    "--find",
    callback=words,
    help="Only values that hold this text, in any case; - reads it from standard input.",
)
@click.option(
    "--values", "--reveal", "reveal", is_flag=True, help="Show the values; noted in the audit log."
)
@vault_options
@as_json
def list_(
    scope: str,
    type_: str | None,
    level: str | None,
    find: str | None,
    reveal: bool,  # noqa: FBT001
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """List and search placeholders; values only with --values."""
    find = _from_stdin(find)
    with open_vault(vault_path, key_file) as opened:
        entries = [
            entry
            for entry in opened.entries(scope)
            if (type_ is None or entry.placeholder.type == type_tag(type_))
            and (level is None or entry.level == PrivacyLevel[level])
            and (find is None or find.casefold() in (entry.value or "").casefold())
        ]
        if find is not None:  # who may ask what a value holds can read it
            opened.record(scope, "find", {"values": len(entries)})
        if reveal and entries:
            opened.record(scope, "restore list", {"values": len(entries)})
    if as_json:
        print_json([_row(e, reveal=reveal) for e in entries])
        return
    from .tables import show_entries  # noqa: PLC0415

    show_entries(entries, reveal=reveal)


@click.command()
@click.argument("placeholder", callback=words)
@scope_option
@vault_options
@as_json
def show(
    placeholder: str,
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show the value behind a PLACEHOLDER; noted in the audit log."""
    wanted = _placeholder(placeholder)
    with open_vault(vault_path, key_file) as opened:
        value = opened.lookup(scope, [wanted]).get(wanted)
        if value is None:
            msg = f"{wanted} has no value in this scope: unknown, forgotten, or not kept on disk"
            raise click.ClickException(msg)
        opened.record(scope, "restore show", {wanted.type: 1})
    if as_json:
        print_json({str(wanted): value})
    else:
        click.echo(value)


@click.command()
@click.argument("placeholder", callback=words)
@click.option(
    "--keep-credentials",
    is_flag=True,
    help="Keep a PL4 value in the vault file, encrypted, also where the old one was not.",
)
@scope_option
@vault_options
@as_json
def correct(
    placeholder: str,
    keep_credentials: bool,  # noqa: FBT001
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Put another value behind a PLACEHOLDER: asked for, or all of standard input.

    Memories that hold the placeholder stay as they are, and are restored with the new
    value. The old one is erased.
    """
    wanted = _placeholder(placeholder)
    with open_vault(vault_path, key_file) as opened:
        entry = next((e for e in opened.entries(scope) if e.placeholder == wanted), None)
    level = PrivacyLevel.PL2 if entry is None else entry.level  # the vault says what is wrong
    keep = keep_credentials or (entry is not None and entry.at_rest)
    if entry is not None and sys.stdin.isatty():
        value = str(
            click.prompt("New value", hide_input=level == PrivacyLevel.PL4, default="", err=True)
        )
    else:
        value = _from_stdin("-") or ""
    with open_engine(vault_path, key_file, scope, keep_credentials=keep) as privacy:
        done = privacy.correct(wanted, value)
        kept = privacy.policy.retention_of(level)
    if as_json:
        row = {"placeholder": str(wanted), "changed": done.changed, "at": done.at}
        print_json({**row, "traces_left": done.traces_left})
    else:
        said = "stands for the new value" if done.changed else "stood for that value already"
        click.echo(f"{wanted} {said}")
        _say_traces(left=done.traces_left)
    if not kept.at_rest:
        click.echo(
            "memprivacy: a credential (PL4) is recognised again, but not kept on disk; "
            "--keep-credentials keeps it encrypted",
            err=True,
        )


def _say_traces(*, left: bool) -> None:
    if left:
        click.echo(
            "Another process was reading; run `memprivacy vault check` to clean up.", err=True
        )


def _say_unmarked(purged: Iterable[Purged]) -> None:
    left = sum(one.unmarked for one in purged)
    if left:
        click.echo(
            f"memprivacy: {left} more item(s) hold it without a mark that says whose it is; "
            "if all of them are this scope's, use --unmarked",
            err=True,
        )


def _at(place: StoredAt) -> dict[str, object]:
    return {"namespace": list(place.namespace), "key": place.key}


def _shown(place: StoredAt) -> str:
    return "/".join((*place.namespace, place.key))


@click.command()
@click.argument("placeholder", callback=words)
@store_option
@unmarked_option
@scope_option
@vault_options
@as_json
def where(
    placeholder: str,
    stores: tuple[str, ...],
    unmarked: bool,  # noqa: FBT001
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """List the items of each --store in which a PLACEHOLDER still stands."""
    wanted = _placeholder(placeholder)
    if not stores:
        raise ValueError("where: say which store, with --store")
    with (
        open_engine(vault_path, key_file, scope) as privacy,
        open_stores(stores, privacy, unmarked=unmarked) as opened,
    ):
        looked = [store.purge([wanted], dry_run=True) for store in opened]
    found = [purged.items for purged in looked]
    if as_json:
        print_json([[_at(place) for place in places] for places in found])
        _say_unmarked(looked)
        return
    for number, places in enumerate(found, 1):
        head = f"store {number}: " if len(found) > 1 else ""
        click.echo(f"{head}{wanted} stands in {len(places)} item(s)")
        for place in places:
            click.echo(f"  {_shown(place)}".encode())
    _say_unmarked(looked)


@click.command()
@click.argument("placeholder", callback=words, required=False)
@click.option(
    "--value",
    callback=words,
    help="Every placeholder of exactly this value; - reads it from standard input.",
)
@click.option("--type", "type_", callback=words, help="Every value of this type.")
@click.option("--all", "all_", is_flag=True, help="The whole scope, its keys included.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
@unmarked_option
@scope_option
@vault_options
@as_json
def forget(
    placeholder: str | None,
    value: str | None,
    type_: str | None,
    all_: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    stores: tuple[str, ...],
    unmarked: bool,  # noqa: FBT001
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Erase a PLACEHOLDER's value, or what an option selects; this cannot be undone.

    With --store, items that hold its placeholder are deleted there, too; a placeholder
    whose value is gone already may be named again for that.
    """
    if sum((placeholder is not None, value is not None, type_ is not None, all_)) != 1:
        raise ValueError("forget: give one of PLACEHOLDER, --value, --type or --all")
    wanted = _placeholder(placeholder) if placeholder is not None else None
    value = _from_stdin(value)
    if not yes:
        what = " and every item of the store(s) that holds it" if stores else ""
        click.confirm(f"Erase for good{what}?", abort=True, err=True)
    with (
        open_engine(vault_path, key_file, scope) as privacy,
        open_stores(stores, privacy, unmarked=unmarked) as opened,
    ):
        receipt = privacy.forget(
            value=value, placeholder=wanted, type=type_, scope=scope, stores=opened
        )
    dead = [str(one) for one in receipt.placeholders]
    items = sum(len(purged.items) for purged in receipt.purged)
    failed = [purged.failure for purged in receipt.purged if purged.failure is not None]
    left = sum(purged.unmarked for purged in receipt.purged)
    if not (dead or all_ or items or failed or left):
        raise click.ClickException("forget: nothing in this scope matches")
    if as_json:
        row = {"placeholders": dead, "at": receipt.at, "traces_left": receipt.traces_left}
        row["scope_erased"] = receipt.scope_erased
        if stores:
            row["stores"] = [
                {
                    "items": [_at(place) for place in purged.items],
                    "deleted": purged.deleted,
                    "failure": purged.failure,
                    "unmarked": purged.unmarked,
                }
                for purged in receipt.purged
            ]
        print_json(row)
    else:
        click.echo(f"Erased {len(dead)} value(s): {' '.join(dead)}".rstrip(": "))
        for number, purged in enumerate(receipt.purged, 1):
            head = f"Store {number}: " if len(stores) > 1 else ""
            click.echo(f"{head}Deleted {len(purged.items) if purged.deleted else 0} item(s)")
            for place in purged.items:
                click.echo(f"  {_shown(place)}".encode())
        _say_traces(left=receipt.traces_left)
    _say_unmarked(receipt.purged)
    if failed:
        msg = (
            f"forget: {len(failed)} store(s) failed ({', '.join(failed)}); the values are "
            "erased, name the placeholders again to try again"
        )
        raise click.ClickException(msg)
