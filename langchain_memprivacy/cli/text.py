"""`desensitize`, `restore` and `extract`."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from ..taxonomy import PrivacyLevel
from .options import (
    argument_text,
    as_json,
    message_options,
    open_engine,
    policy_options,
    print_json,
    read_text,
    scope_option,
    vault_options,
)

if TYPE_CHECKING:
    from ..restoring import StreamRestorer


@click.command(short_help="Replace private values with placeholders.")
@argument_text
@scope_option
@message_options
@policy_options
@vault_options
@as_json
def desensitize(
    text: str | None,
    scope: str,
    role: str,
    real_name: str | None,
    threshold: str,
    keep_credentials: bool,  # noqa: FBT001
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Replace private values in TEXT (or standard input) with placeholders."""
    message = read_text(text)
    with open_engine(
        vault_path, key_file, scope, threshold, keep_credentials=keep_credentials, create=True
    ) as privacy:
        spans = privacy.extract(message, role=role, real_name=real_name)
        result = privacy.desensitize(message, role=role, real_name=real_name)
    if as_json:
        print_json({"text": result})
    else:
        click.echo(result.encode(), nl=text is not None)  # bytes: whatever the terminal's encoding
    fleeting = sum(span.level == PrivacyLevel.PL4 for span in spans)
    if fleeting and not keep_credentials:
        click.echo(
            f"memprivacy: {fleeting} credential(s) (PL4) were not written to disk and cannot be "
            "restored by another command; --keep-credentials keeps them encrypted",
            err=True,
        )


@click.command(short_help="Put the values back.")
@argument_text
@scope_option
@vault_options
@as_json
def restore(
    text: str | None,
    scope: str,
    vault_path: Path | None,
    key_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Put values back in place of placeholders in TEXT (or standard input, as it streams)."""
    chunks = _arriving() if text is None else iter([text])
    # Wait for something to restore: the command at the head of a pipe may still be making
    # the vault.
    first = next(chunks, "")
    with open_engine(vault_path, key_file, scope) as privacy:
        restorer = privacy.restorer()
        try:
            pieces = _restored(restorer, chain([first], chunks))
            if as_json:
                result = {"text": "".join(pieces)}
                print_json(result | {"restored": restorer.restored, "unknown": restorer.unknown})
            else:
                for piece in pieces:
                    click.echo(piece.encode(), nl=False)
                click.echo(nl=text is not None)
        finally:  # also where the stream broke off: some values may be out by then
            if restorer.restored:
                privacy.vault.record(privacy.scope_for(), "restore cli", restorer.restored)
    if restorer.unknown and not as_json:
        count = sum(restorer.unknown.values())
        click.echo(f"memprivacy: {count} placeholder(s) have no value in this scope", err=True)


def _arriving() -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    source = cast("io.BufferedReader", sys.stdin.buffer)
    while chunk := source.read1(65536):  # whatever has arrived by now
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _restored(restorer: StreamRestorer, chunks: Iterable[str]) -> Iterator[str]:
    for chunk in chunks:
        yield restorer.feed(chunk)
    yield restorer.flush()


@click.command(short_help="Show private values, their types and levels.")
@argument_text
@message_options
@as_json
def extract(
    text: str | None,
    role: str,
    real_name: str | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show the private values in TEXT (or standard input) with type, level and advice."""
    from ..defaults import embedded  # noqa: PLC0415  # --help must not pay for it
    from ..provisions import advice  # noqa: PLC0415
    from ..spans import resolve  # noqa: PLC0415

    message = read_text(text)
    spans = resolve(message, embedded().extract(message, role=role, real_name=real_name))
    if as_json:
        rows = [
            {
                "start": span.start,
                "end": span.end,
                "text": span.text,
                "type": span.type,
                "level": str(span.level),
                "source": span.source,
                "advice": advice(span),
            }
            for span in spans
        ]
        print_json(rows)
        return
    from .tables import show_spans  # noqa: PLC0415

    show_spans([(span, advice(span)) for span in spans])
