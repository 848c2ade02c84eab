"""Ports and addresses on this machine for commands, or one line that says why not."""

import errno
import socket

import click

LAST = 65_535
PORT = click.IntRange(0, LAST)
"""What `--port` takes."""
NO_PORT = (OSError, UnicodeError)
"""What binding a port raises: the system's refusal, or a host whose name can't be looked up."""
ANOTHER = "--port {}"
"""How a command is given another port."""


def bound_to(host: str, port: int, another: str = ANOTHER) -> socket.socket:
    """Return a bound socket; raises ClickException, with `another` port where it's taken."""
    from h5kit.serving import listen

    try:
        return listen(host, port)
    except NO_PORT as fault:
        raise unavailable(host, port, fault, another) from None


def unavailable(
    host: str, port: int, fault: OSError | UnicodeError, another: str = ANOTHER
) -> click.ClickException:
    """Return what ends a command that can't listen on its port."""
    if isinstance(fault, OSError) and fault.errno == errno.EADDRINUSE:
        way = another.format(port + 10 if port + 10 <= LAST else port - 10)
        return click.ClickException(f"port {port} of {host} is taken; use another: {way}")
    why = fault.strerror if isinstance(fault, OSError) else "the host's name is not valid"
    return click.ClickException(f"can't listen on {host}:{port}: {why}")


class Here(click.ParamType[str]):
    """An http(s) address on loopback, else as partners' files have it; "" for none."""

    name = "loopback"

    def __init__(self, *, is_receiver: bool = False) -> None:
        """Say whether it's posted to."""
        self._is_receiver = is_receiver

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address; raises BadParameter."""
        from h5kit.entry import partners

        is_sound = partners.is_receiver if self._is_receiver else partners.is_address
        if value and not (is_sound(value) and partners.is_loopback_url(value)):
            self.fail(f"{value!r} is no http(s) address on loopback", param, ctx)
        return value


RECEIVER = Here(is_receiver=True)
