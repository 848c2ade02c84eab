"""Ports and addresses on this machine for commands, or one line that says why not."""

import socket
from collections.abc import Callable

import click

Taken = Callable[[click.Context, click.Parameter, str], str]
"""Returns what an option is given, or raises BadParameter."""

PORT = click.IntRange(0, 65_535)
"""What `--port` takes."""
NO_PORT = (OSError, UnicodeError)
"""What binding a port raises: it can't be had, or its host's name can't even be looked up."""


def bound_to(host: str, port: int) -> socket.socket:
    """Return a bound socket; raises ClickException where it can't be had."""
    from h5kit.serving import listen

    try:
        return listen(host, port)
    except NO_PORT as fault:
        raise unavailable(host, port, fault) from None


def unavailable(host: str, port: int, fault: OSError | UnicodeError) -> click.ClickException:
    """Return what ends a command whose port can't be had."""
    why = fault.strerror if isinstance(fault, OSError) else "no name of a host"
    return click.ClickException(f"{host}:{port} can't be had: {why}")


def here(*, is_receiver: bool) -> Taken:
    """Return what checks an address: on loopback, "" for none, else as partners' files have it."""

    def taken(context: click.Context, option: click.Parameter, value: str) -> str:
        from h5kit.entry import partners

        is_sound = partners.is_receiver if is_receiver else partners.is_address
        if value and not (is_sound(value) and partners.is_here(value)):
            words = f"{value!r} is no http(s) address on loopback"
            raise click.BadParameter(words, context, option)
        return value

    return taken
