"""`h5kit serve`: the production server, configured by a settings file."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from h5kit import __version__
from h5kit.commands.errors import refused
from h5kit.commands.ports import bound_to

if TYPE_CHECKING:
    from h5kit.carrier.gateway import Gateway
    from h5kit.production import Checked


@click.command()
@click.option("--config", type=click.Path(path_type=Path), default="h5kit.toml", show_default=True)
@click.option("--check", "is_check", is_flag=True, help="Only validate the settings.")
def serve(*, config: Path, is_check: bool) -> None:
    """Serve in production, configured by the settings file and H5KIT_… variables."""
    checked = checked_settings(config)
    if is_check:
        summary = checked.summary()
        click.echo(f"{config}: sound; " + ", ".join(f"{k} {v}" for k, v in summary.items()))
        return
    served(checked)


def checked_settings(config: Path) -> "Checked":
    """Return the validated settings of a file; raises ClickException with a line for each fault."""
    from h5kit.configuration.reading import ConfigurationError
    from h5kit.production import check

    try:
        return check(config, os.environ)
    except ConfigurationError as error:
        raise refused(error.faults) from None


def served(
    checked: "Checked",
    gateway: "Gateway | None" = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until a signal stops the server; raises ClickException if it can't start.

    A program of an integrator may pass its own `gateway`. `announce` is called with the address
    once the server accepts connections.
    """
    import structlog

    from h5kit import logs
    from h5kit.configuration.reading import ConfigurationError
    from h5kit.production import make_production
    from h5kit.resources import NotBuiltError
    from h5kit.serving import Stopping, address_of, run

    c = checked.configuration
    logs.configure(level=c.logs.level, console=c.logs.format == "console")
    bound = bound_to(c.server.host, c.server.port, "port = {} in [server]")
    try:
        app = make_production(checked, gateway)
    except (ConfigurationError, NotBuiltError) as fault:
        bound.close()
        raise click.ClickException(str(fault)) from None
    log = structlog.get_logger("h5kit.serve")
    address = address_of(bound)

    def ready() -> None:
        log.info("started", version=__version__, address=address, **checked.summary())
        if announce is not None:
            announce(address)

    def leave() -> None:
        app.state.health.leave()
        log.info("stopping")

    run(
        app,
        bound,
        ready,
        stopping=Stopping(leave, c.server.notice_seconds),
        trusted_proxies=c.server.trusted_proxies,
    )
