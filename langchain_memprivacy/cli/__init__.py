"""The command line: parse, call one function, print.

Exit codes: 0 done; 1 it failed (one line on stderr says why, none where nobody reads the
output any more); 2 wrong usage or input; 3 `vault check` or `model check` found problems;
130 interrupted. No message holds a private value.
"""

from __future__ import annotations

import sys

import click

from ..errors import MemPrivacyError
from . import chat, demo, evaluate, migrate, model, text, vault

FAILED, USAGE, PROBLEMS, INTERRUPTED = 1, 2, 3, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="langchain-memprivacy", message="%(version)s")
def cli() -> None:
    """Keep private values on this device: placeholders out, values back.

    \b
    Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 problems found by
    `vault check` or `model check`, 130 interrupted.
    """  # noqa: D301  # a real backspace: click then keeps the lines as they are


cli.add_command(demo.demo)
cli.add_command(text.desensitize)
cli.add_command(text.restore)
cli.add_command(text.extract)
cli.add_command(chat.chat)
cli.add_command(evaluate.evaluate)
cli.add_command(migrate.migrate)
cli.add_command(model.model)
cli.add_command(vault.vault)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; whatever goes wrong is one line without a value."""
    try:
        status = cli.main(arguments, prog_name="memprivacy", standalone_mode=False)
    except click.exceptions.Exit as done:
        status = done.exit_code
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", INTERRUPTED)
    except click.UsageError as error:
        _fail_usage(error)
    except UnicodeError as error:
        _fail_unicode(error)
    except (MemPrivacyError, click.ClickException) as error:
        _fail(str(error) if isinstance(error, MemPrivacyError) else error.format_message(), FAILED)
    except ValueError as error:
        # Our own messages name the problem; those of libraries may quote their input.
        ours = error.__traceback__ is not None and _raised_here(error)
        _fail(str(error) if ours else "the input could not be read", USAGE)
    except OSError as error:
        _fail(f"{error.strerror or type(error).__name__}", FAILED)
    except Exception as error:  # noqa: BLE001  # a traceback could show a private value
        _fail(f"unexpected {type(error).__name__}; please report it, without the input", FAILED)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> None:
    line = " ".join(message.split())
    click.echo(f"memprivacy: {line}", err=True)
    sys.exit(status)


def _fail_unicode(error: UnicodeError) -> None:
    if isinstance(error, UnicodeEncodeError) and error.encoding != "utf-8":
        _fail("the terminal's encoding lacks a character; set PYTHONUTF8=1", FAILED)
    _fail("the input is not UTF-8 text", USAGE)


def _fail_usage(error: click.UsageError) -> None:
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        click.echo(error.format_message(), err=True)  # a group by itself: its help
        sys.exit(USAGE)
    _fail(_usage(error), USAGE)


def _usage(error: click.UsageError) -> str:
    """Say what is wrong with the call without repeating what was typed."""
    where = error.ctx.command_path if error.ctx is not None else "memprivacy"
    if isinstance(error, click.NoSuchOption):
        # The "option" may be a private text that begins with a dash.
        near = " or ".join(error.possibilities or ())
        what = (
            f"no such option{f', perhaps {near}' if near else ''}; text with a dash goes after --"
        )
    elif isinstance(error, click.BadOptionUsage):
        what = (
            f"{error.option_name} takes {'no' if 'does not take' in error.message else 'a'} value"
        )
    elif isinstance(error, click.BadParameter) and error.param is not None:
        kind = error.param.type
        choices = kind.choices if isinstance(kind, click.Choice) else ()
        allowed = f", use {'|'.join(map(str, choices))}" if choices else ""
        missing = "missing" if isinstance(error, click.MissingParameter) else "bad value for"
        what = f"{missing} {error.param.opts[0]}{allowed}"
    elif "No such command" in error.message:
        what = "no such command"
    elif "unexpected extra argument" in error.message:
        what = "too many arguments; put text with spaces in quotes"
    else:
        what = "wrong usage"
    return f"{what}; see `{where} --help`"


def _raised_here(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith(
        __name__.partition(".")[0]
    )
