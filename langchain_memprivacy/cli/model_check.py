"""`model check`: is this folder whole, and does it run here?"""

from __future__ import annotations

from pathlib import Path

import click

from .options import as_json, print_json


@click.command(short_help="Check a model folder, and try it.")
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
@click.pass_context
def check(context: click.Context, folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Check every file of the model FOLDER and have it read a few messages.

    Exit code 3 where something is wrong: a damaged or missing file, a library that is not
    there, a model that does not run. A `note` is worth knowing, and no fault.
    """
    from ..extractors.onnx.checking import check_folder  # noqa: PLC0415  # --help must not pay
    from .tables import plain, stages  # noqa: PLC0415

    with stages() as progress:
        report = check_folder(folder, progress)
    if as_json:
        model = report.model
        row = {
            "folder": report.name,
            "kind": model and model.kind,
            "problems": report.problems,
            "findings": [
                {"subject": one.subject, "state": one.state, "line": one.line}
                for one in report.findings
            ],
        }
        print_json(row)
    else:
        for one in report.findings:
            # A manifest is somebody else's text: nothing in it moves the cursor.
            line = " ".join(plain(one.line).plain.split())
            click.echo(f"{one.state:<8} {one.subject:<11} {line}")
        click.echo(f"{report.problems} problem(s)")
    context.exit(3 if report.problems else 0)
