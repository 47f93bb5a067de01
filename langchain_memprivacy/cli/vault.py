"""`vault ...`: see, change, check, move and erase what is kept."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from ..placeholders import Placeholder, parse_placeholder
from ..taxonomy import PrivacyLevel, type_tag
from ..vault.base import Entry
from .options import (
    LEVELS,
    as_json,
    name,
    open_vault,
    print_json,
    read_text,
    scope_option,
    vault_options,
    words,
)

NEW_KEY = "MEMPRIVACY_NEW_KEY"
PASSPHRASE = "MEMPRIVACY_PASSPHRASE"  # noqa: S105  # the variable's name


@click.group()
def vault() -> None:
    """See, check, move and erase what the vault keeps."""


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


@vault.command("list")
@scope_option
@click.option("--type", "type_", callback=words, help="Only this type.")
@click.option("--level", type=LEVELS, help="Only this level.")
@click.option("--reveal", is_flag=True, help="Show the values; noted in the audit log.")
@vault_options
@as_json
def list_(
    scope: str,
    type_: str | None,
    level: str | None,
    reveal: bool,  # noqa: FBT001
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """List placeholders; values only with --reveal."""
    with open_vault(vault_path, key_file) as opened:
        entries = [
            entry
            for entry in opened.entries(scope)
            if (type_ is None or entry.placeholder.type == type_tag(type_))
            and (level is None or entry.level == PrivacyLevel[level])
        ]
        if reveal and entries:
            opened.record(scope, "restore list", {"values": len(entries)})
    if as_json:
        print_json([_row(e, reveal=reveal) for e in entries])
        return
    from .tables import show_entries  # noqa: PLC0415

    show_entries(entries, reveal=reveal)


@vault.command()
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


@vault.command()
@click.argument("placeholder", callback=words, required=False)
@click.option(
    "--value",
    callback=words,
    help="Every placeholder of exactly this value; - reads it from standard input.",
)
@click.option("--type", "type_", callback=words, help="Every value of this type.")
@click.option("--all", "all_", is_flag=True, help="The whole scope, its keys included.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@scope_option
@vault_options
@as_json
def forget(
    placeholder: str | None,
    value: str | None,
    type_: str | None,
    all_: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Erase a PLACEHOLDER's value, or what an option selects; this cannot be undone."""
    if sum((placeholder is not None, value is not None, type_ is not None, all_)) != 1:
        raise ValueError("forget: give one of PLACEHOLDER, --value, --type or --all")
    wanted = _placeholder(placeholder) if placeholder is not None else None
    if value == "-":  # a value among the arguments shows in process lists and histories
        value = read_text(None).removesuffix("\n")
    if not yes:
        click.confirm("Erase for good?", abort=True, err=True)
    with open_vault(vault_path, key_file) as opened:
        receipt = opened.forget(
            scope, value=value, placeholder=wanted, type=None if type_ is None else type_tag(type_)
        )
    dead = [str(one) for one in receipt.placeholders]
    if not dead and not all_:
        raise click.ClickException("forget: nothing in this scope matches")
    if as_json:
        row = {"placeholders": dead, "at": receipt.at, "traces_left": receipt.traces_left}
        print_json({**row, "scope_erased": receipt.scope_erased})
        return
    click.echo(f"Erased {len(dead)} value(s): {' '.join(dead)}".rstrip(": "))
    if receipt.traces_left:
        click.echo(
            "Another process was reading; run `memprivacy vault check` to clean up.", err=True
        )


@vault.command()
@vault_options
def rotate(vault_path: Path | None, key_file: Path | None) -> None:
    """Encrypt everything anew under a new key.

    A key file or keyring gets the new key; a key from $MEMPRIVACY_KEY is replaced by the
    one in $MEMPRIVACY_NEW_KEY, and you then change the variable yourself.
    """
    from ..vault.keys import ENV_KEY, GivenKeys  # noqa: PLC0415
    from ..vault.maintenance import rotate as rotate_vault  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    with open_vault(vault_path, key_file) as opened:
        key = os.environ.get(NEW_KEY)
        if key is None and isinstance(opened.keyring.source, GivenKeys):
            msg = f"the key is in ${ENV_KEY}: put a new one (`vault keygen`) in ${NEW_KEY}"
            raise click.ClickException(msg)
        with progress("rotating") as update:
            count = rotate_vault(opened, key, update)
    click.echo(f"{count} value(s) are now under the new key")


@vault.command()
def keygen() -> None:
    """Print a new random key, for $MEMPRIVACY_KEY."""
    from ..vault.crypto import new_key  # noqa: PLC0415
    from ..vault.keys import encode_key  # noqa: PLC0415

    click.echo(encode_key(new_key()))


@vault.command()
@click.option("--scope", callback=name, help="Only this scope.")
@vault_options
@as_json
def stats(
    scope: str | None,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Count values by type and level."""
    from ..vault.maintenance import stats as count  # noqa: PLC0415

    with open_vault(vault_path, key_file) as opened:
        found = count(opened, scope)
    rows = [(f"PL{level}", tag, str(number)) for (tag, level), number in found.values.items()]
    if as_json:
        values = [{"level": level, "type": tag, "count": int(n)} for level, tag, n in rows]
        print_json({"scopes": found.scopes, "size": found.size, "values": values})
        return
    from .tables import show_counts  # noqa: PLC0415

    show_counts(f"{found.scopes} scope(s), {found.size:,} bytes", rows, "level", "type", "values")


@vault.command()
@vault_options
@as_json
@click.pass_context
def check(
    context: click.Context,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Read and verify everything; exit code 3 where something is wrong."""
    from ..vault.maintenance import check as check_vault  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    with open_vault(vault_path, key_file) as opened, progress("checking") as update:
        report = check_vault(opened, update)
    if as_json:
        row = {"scopes": report.scopes, "values": report.values, "problems": report.problems}
        print_json(row)
    else:
        for problem in report.problems:
            click.echo(problem)
        click.echo(
            f"{report.scopes} scope(s), {report.values} value(s) read, "
            f"{len(report.problems)} problem(s)"
        )
    context.exit(3 if report.problems else 0)


@vault.command()
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="How many of the newest lines.",
)
@vault_options
@as_json
def audit(limit: int, vault_path: Path | None, key_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Show what was done and when: types and counts, never values."""
    with open_vault(vault_path, key_file) as opened:
        lines = opened.audit_log()[-limit:]
    if as_json:
        rows = [
            {"at": x.at, "scope": x.scope.hex(), "action": x.action, "counts": x.counts}
            for x in lines
        ]
        print_json(rows)
        return
    from .tables import show_counts  # noqa: PLC0415

    show_counts(
        "audit log",
        [
            (
                f"{datetime.fromtimestamp(line.at).astimezone():%Y-%m-%d %H:%M:%S}",
                line.scope.hex()[:8],
                line.action,
                " ".join(f"{tag}:{count}" for tag, count in line.counts.items()),
            )
            for line in lines
        ],
        "when",
        "scope",
        "what",
        "how many",
    )


def _passphrase(*, confirm: bool) -> str:
    return os.environ.get(PASSPHRASE) or str(
        click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    )


@vault.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--scope", callback=name, help="Only this scope.")
@vault_options
def export_(file: Path, scope: str | None, vault_path: Path | None, key_file: Path | None) -> None:
    """Write the vault to an encrypted FILE; passphrase from $MEMPRIVACY_PASSPHRASE or asked for."""
    from ..vault.transfer import export_vault  # noqa: PLC0415

    with open_vault(vault_path, key_file) as opened:
        count = export_vault(opened, file, _passphrase(confirm=True), scope)
    click.echo(f"{count} value(s) exported")


@vault.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@vault_options
def import_(file: Path, vault_path: Path | None, key_file: Path | None) -> None:
    """Take in an exported FILE; passphrase from $MEMPRIVACY_PASSPHRASE or asked for."""
    from ..vault.transfer import import_vault  # noqa: PLC0415

    with open_vault(vault_path, key_file, create=True) as opened:
        count = import_vault(opened, file, _passphrase(confirm=False))
    click.echo(f"{count} value(s) imported")
