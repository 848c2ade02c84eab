"""Local ports and loopback addresses for commands, with errors of one line."""

import errno
import socket

import click

LAST = 65_535
PORT = click.IntRange(0, LAST)
"""The type of `--port`."""
NO_PORT = (OSError, UnicodeError)
"""What binding a port raises: the system's error, or UnicodeError for an invalid host name."""
ANOTHER = "--port {}"
"""The hint how to choose another port."""


def bound_to(host: str, port: int, another: str = ANOTHER) -> socket.socket:
    """Return a bound socket; raises ClickException, with the hint `another` if it is in use."""
    from h5kit.serving import listen

    try:
        return listen(host, port)
    except NO_PORT as fault:
        raise unavailable(host, port, fault, another) from None


def unavailable(
    host: str, port: int, fault: OSError | UnicodeError, another: str = ANOTHER
) -> click.ClickException:
    """Return the error of a command that can't listen on its port."""
    if isinstance(fault, OSError) and fault.errno == errno.EADDRINUSE:
        way = another.format(port + 10 if port + 10 <= LAST else port - 10)
        return click.ClickException(f"port {port} of {host} is taken; use another: {way}")
    why = fault.strerror if isinstance(fault, OSError) else "the host's name is not valid"
    return click.ClickException(f"can't listen on {host}:{port}: {why}")


class LoopbackAddress(click.ParamType[str]):
    """An http(s) address on loopback, with the rules of the partners' file; "" for none."""

    name = "loopback"

    def __init__(self, *, is_receiver: bool = False) -> None:
        """`is_receiver` means that pushes are posted to the address."""
        self._is_receiver = is_receiver

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address; raises BadParameter."""
        from h5kit.entry import partners

        is_valid = partners.is_receiver if self._is_receiver else partners.is_address
        if value and not (is_valid(value) and partners.is_loopback_url(value)):
            self.fail(f"{value!r} is not an http(s) address on loopback", param, ctx)
        return value


RECEIVER = LoopbackAddress(is_receiver=True)
