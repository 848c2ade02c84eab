"""How a command ends: 0 on success, one line on standard error otherwise."""

import sys
from collections.abc import Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from h5kit.faults import place_of


class OneLine(click.Group):
    """A group whose errors are one line each; click prints the usage around them."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT002 - click's signature
        **extra: Any,
    ) -> Any:
        """Run the command, and exit where it has the process to itself."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            told = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except NoArgsIsHelpError as help_:
            help_.show()
            sys.exit(help_.exit_code)
        except click.ClickException as fault:
            click.echo(f"Error: {_words(fault)}", err=True)
            sys.exit(fault.exit_code)
        except click.Abort:
            click.echo("Aborted.", err=True)
            sys.exit(1)
        except Exception as fault:  # noqa: BLE001 - the last resort
            click.echo(f"Error: {_unforeseen(fault)}", err=True)
            sys.exit(1)
        sys.exit(told if isinstance(told, int) else 0)


def refused(faults: Sequence[str]) -> click.ClickException:
    """Print all faults but the last, a line each, and return the last as an exception."""
    for line in faults[:-1]:
        click.echo(f"Error: {line}", err=True)
    return click.ClickException(faults[-1])


def _unforeseen(fault: Exception) -> str:
    """Return an unforeseen fault's type and place; its text may quote what was sent."""
    return f"an unforeseen {type(fault).__name__} in {place_of(fault)}"


def _words(fault: click.ClickException) -> str:
    """Return the error's text, with a hint to --help after a usage error."""
    words = " ".join(fault.format_message().split())
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    return f"{words} ({context.command_path} --help)" if context else words
