"""`migrate`: desensitize memories that were there before."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import VaultError
from ..taxonomy import PrivacyLevel
from .options import (
    as_json,
    open_engine,
    policy_options,
    print_json,
    scope_option,
    vault_options,
    words,
)

if TYPE_CHECKING:
    from ..defaults import MemPrivacy
    from ..migration import Migration


@click.command(short_help="Desensitize memories that were there before.")
@click.argument("source", callback=words)
@click.argument("target", callback=words, required=False)
@click.option("--restore", is_flag=True, help="The way back: placeholders to values.")
@click.option("--dry-run", is_flag=True, help="Change nothing; count by type and level.")
@click.option("--stop", is_flag=True, help="Stop at the first item that fails.")
@click.option("--yes", is_flag=True, help="Do not ask before rewriting in place.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="Where it is noted what is done. Default: a file beside the vault.",
)
@click.option(
    "--namespace",
    callback=words,
    help="Only a store's items under it, as a/b: those of the person whose --scope it is.",
)
@scope_option
@policy_options
@vault_options
@as_json
def migrate(
    source: str,
    target: str | None,
    restore: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    stop: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    state: Path | None,
    namespace: str | None,
    scope: str,
    threshold: str,
    keep_credentials: bool,  # noqa: FBT001
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Desensitize the memories in SOURCE, in place or into TARGET.

    A SOURCE is a file or folder of exported memories (JSON, JSONL, text), or a LangGraph
    store: sqlite:PATH, postgresql://... TARGET is of the same kind. What was interrupted
    goes on where it was when the same command is run again.

    One person's memories at a time: all values go into one --scope, which is whose they
    are. In a store of several people, --namespace says which items are that person's.
    """
    from ..migration.uris import is_one_store, is_store  # noqa: PLC0415  # not for --help

    if target is not None and is_store(source) != is_store(target):
        raise ValueError("migrate: source and target must both be files, or both stores")
    if target is not None and is_store(source) and is_one_store(source, target):
        raise ValueError("migrate: source and target are one store; leave the target out")
    under = _labels(namespace)
    if under and not is_store(source):
        raise ValueError("migrate: --namespace is for stores; name the person's own files")
    if target is None and not (dry_run or yes or restore):
        lost = "" if keep_credentials else " Credentials (PL4) in it will be gone for good."
        click.confirm(f"Rewrite the source in place?{lost}", abort=True, err=True)
    options: dict[str, Any] = {
        "restore": restore,
        "dry_run": dry_run,
        "on_error": "stop" if stop else "list",
    }
    unpacked: list[bool] = []
    if under:
        options["namespace"] = under
    with ExitStack() as stack:
        privacy = _engine(
            stack, vault_path, key_file, scope, threshold, keep=keep_credentials, dry_run=dry_run
        )
        if not dry_run:
            job = (scope, restore, under) if under else (scope, restore)
            options["state"] = state or _state(privacy, source, target, job)
        result = _run(stack, privacy, source, target, options, unpacked)
    _report(result, as_json=as_json)
    fleeting = sum(n for (_, level), n in result.values.items() if level == PrivacyLevel.PL4)
    if fleeting and not (keep_credentials or restore or dry_run):
        click.echo(
            f"memprivacy: {fleeting} credential(s) (PL4) were not written to disk and cannot be "
            "restored by another command; --keep-credentials keeps them encrypted",
            err=True,
        )
    if result.failures:
        msg = f"migrate: {len(result.failures)} item(s) failed and were left as they are"
        raise click.ClickException(msg)
    if unpacked:
        raise click.ClickException(
            "migrate: all is rewritten, but another process has the database open, so that old "
            "rows stay in its file; close that one and run this again"
        )


def _labels(namespace: str | None) -> tuple[str, ...]:
    labels = () if namespace is None else tuple(namespace.split("/"))
    if "" in labels:
        raise ValueError("migrate: --namespace is labels with a slash between, as a/b")
    return labels


def _engine(
    stack: ExitStack,
    vault_path: Path | None,
    key_file: Path | None,
    scope: str,
    threshold: str,
    *,
    keep: bool,
    dry_run: bool,
) -> MemPrivacy:
    try:
        return stack.enter_context(
            open_engine(
                vault_path,
                key_file,
                scope,
                threshold,
                keep_credentials=keep,
                create=not dry_run,
            )
        )
    except VaultError:
        from ..vault.keys import default_vault_path  # noqa: PLC0415

        if not dry_run or (vault_path or default_vault_path()).exists():
            raise
    # A dry run makes no vault either.
    from ..defaults import MemPrivacy  # noqa: PLC0415
    from ..policy import PrivacyPolicy  # noqa: PLC0415
    from ..vault.memory import MemoryVault  # noqa: PLC0415

    policy = PrivacyPolicy(PrivacyLevel[threshold])
    return stack.enter_context(MemPrivacy(vault=MemoryVault(), policy=policy, scope=scope))


def _state(
    privacy: MemPrivacy, source: str, target: str | None, options: tuple[object, ...]
) -> Path:
    from ..migration.uris import canonical, is_store  # noqa: PLC0415

    ends = [
        canonical(end) if is_store(end) else str(Path(end).resolve())
        for end in (source, target or "")
    ]
    # Paths may be private: the name of the file is a digest that only this scope can tell.
    job = repr((ends, target is None, *options)).encode("utf-8", "surrogatepass")
    name = blake2b(job, key=privacy.tag().encode(), digest_size=10).hexdigest()
    return Path(privacy.vault.path).parent / "migrations" / f"{name}.state"  # type: ignore[attr-defined]  # always SQLite here


def _run(
    stack: ExitStack,
    privacy: MemPrivacy,
    source: str,
    target: str | None,
    options: dict[str, Any],
    unpacked: list[bool],
) -> Migration:
    from ..migration import migrate_files, migrate_store  # noqa: PLC0415
    from ..migration.uris import is_store, open_store  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    if not is_store(source):
        with progress("migrating") as update:
            return migrate_files(source, target, privacy, progress=update, **options)
    writes = target is None and not options["dry_run"]
    old = stack.enter_context(
        open_store(source, writes=writes, unpacked=partial(unpacked.append, True))  # noqa: FBT003
    )
    new = None
    if target is not None and not options["dry_run"]:
        new = stack.enter_context(open_store(target, create=True))
    with progress("migrating") as update:
        return migrate_store(old, new, privacy, progress=update, **options)


def _report(result: Migration, *, as_json: bool) -> None:
    values = sorted(result.values.items(), key=lambda one: (-one[0][1], one[0][0]))
    if as_json:
        print_json({
            "dry_run": result.dry_run,
            "items": result.items,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "resumed": result.resumed,
            "failed": [
                {"item": one.number, "name": one.shown, "reason": one.reason}
                for one in result.failures
            ],
            "values": [
                {"type": tag, "level": str(level), "count": count}
                for (tag, level), count in values
            ],
        })  # fmt: skip
        return
    rewritten = "to rewrite" if result.dry_run else "rewritten"
    before = f", {result.resumed} done before" if result.resumed else ""
    click.echo(
        f"{result.items} item(s): {result.changed} {rewritten}, "
        f"{result.unchanged} unchanged{before}, {len(result.failures)} failed"
    )
    if values:
        from .tables import show_counts  # noqa: PLC0415

        rows = [(str(level), tag, str(count)) for (tag, level), count in values]
        show_counts("private values", rows, "level", "type", "count")
    for one in result.failures:
        click.echo(f"item {one.number} ({one.shown}): {one.reason}".encode(), err=True)
