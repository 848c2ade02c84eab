"""Errors of commands: one line each on standard error, and a non-zero exit code."""

import sys
from collections.abc import Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from h5kit.faults import place_of


class OneLineErrors(click.Group):
    """A group of commands whose errors are one line, without click's usage text."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT002 - click's signature
        **extra: Any,
    ) -> Any:
        """Run the command; in standalone mode exit the process afterwards."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            result = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except NoArgsIsHelpError as help_:
            help_.show()
            sys.exit(help_.exit_code)
        except click.ClickException as fault:
            click.echo(f"Error: {_text(fault)}", err=True)
            sys.exit(fault.exit_code)
        except click.Abort:
            click.echo("Aborted.", err=True)
            sys.exit(1)
        except Exception as fault:  # noqa: BLE001 - the last resort
            click.echo(f"Error: {_unexpected(fault)}", err=True)
            sys.exit(1)
        sys.exit(result if isinstance(result, int) else 0)


def refused(faults: Sequence[str]) -> click.ClickException:
    """Print all faults except the last, a line each; return the last one as an exception."""
    for line in faults[:-1]:
        click.echo(f"Error: {line}", err=True)
    return click.ClickException(faults[-1])


def _unexpected(fault: Exception) -> str:
    """Return the type and place of an exception, not its text, which may contain personal data."""
    return f"an unexpected {type(fault).__name__} in {place_of(fault)}"


def _text(fault: click.ClickException) -> str:
    """Return the error's text in one line; after a usage error with a hint to --help."""
    text = " ".join(fault.format_message().split())
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    return f"{text} ({context.command_path} --help)" if context else text
