"""Ports for commands: a bound socket, or one line that says why not."""

import socket

import click


def bound_to(host: str, port: int) -> socket.socket:
    """Return a bound socket; raises ClickException where it can't be had."""
    from h5kit.serving import listen

    try:
        return listen(host, port)
    except OSError as fault:
        raise click.ClickException(f"{host}:{port} can't be had: {fault.strerror}") from None
