"""`vault ...`: check and move what is kept, change its keys; single values are in `values`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from . import values
from .options import as_json, name, open_vault, print_json, vault_options

NEW_KEY = "MEMPRIVACY_NEW_KEY"
PASSPHRASE = "MEMPRIVACY_PASSPHRASE"  # noqa: S105  # the variable's name


@click.group()
def vault() -> None:
    """See, correct, check, move and erase what the vault keeps."""


for _command in (values.list_, values.show, values.correct, values.where, values.forget):
    vault.add_command(_command)


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
