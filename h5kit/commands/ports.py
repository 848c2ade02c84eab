"""Ports and addresses on this machine for commands, or one line that says why not."""

import socket

import click

PORT = click.IntRange(0, 65_535)
"""What `--port` takes."""
NO_PORT = (OSError, UnicodeError)
"""What binding a port raises: the port is not available, or the host does not resolve."""


def bound_to(host: str, port: int) -> socket.socket:
    """Return a bound socket; raises ClickException if the port is not available."""
    from h5kit.serving import listen

    try:
        return listen(host, port)
    except NO_PORT as fault:
        raise unavailable(host, port, fault) from None


def unavailable(host: str, port: int, fault: OSError | UnicodeError) -> click.ClickException:
    """Return the error of a command whose port is not available."""
    why = fault.strerror if isinstance(fault, OSError) else "no name of a host"
    return click.ClickException(f"{host}:{port} can't be had: {why}")


class Here(click.ParamType[str]):
    """An http(s) address on loopback, otherwise by the rules of partners' files; "" for none."""

    name = "loopback"

    def __init__(self, *, is_receiver: bool = False) -> None:
        """Say whether it's posted to."""
        self._is_receiver = is_receiver

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address; raises BadParameter."""
        from h5kit.entry import partners

        is_sound = partners.is_receiver if self._is_receiver else partners.is_address
        if value and not (is_sound(value) and partners.is_here(value)):
            self.fail(f"{value!r} is no http(s) address on loopback", param, ctx)
        return value


RECEIVER = Here(is_receiver=True)
