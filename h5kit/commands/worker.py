"""`h5kit worker`: background jobs for servers that share a PostgreSQL database."""

import os
from pathlib import Path

import click


@click.command()
@click.option("--config", type=click.Path(path_type=Path), default="h5kit.toml", show_default=True)
def worker(*, config: Path) -> None:
    """Run background jobs: collect records, compute documents, send pushes.

    Uses the servers' settings file and PostgreSQL database. Any number may run, on any hosts.
    """
    import structlog

    from h5kit import logs
    from h5kit.clock import SystemClock
    from h5kit.commands.serve import checked_settings
    from h5kit.configuration.reading import ConfigurationError
    from h5kit.production import background_work, http_gateway, open_checked_store
    from h5kit.worker_process import run_worker

    checked = checked_settings(config)
    c = checked.configuration
    if checked.database is not None:
        raise click.ClickException("on SQLite the server runs the jobs itself")
    logs.configure(level=c.logs.level, console=c.logs.format == "console")
    clock = SystemClock()
    try:
        store = open_checked_store(checked)
    except ConfigurationError as fault:
        raise click.ClickException(str(fault)) from None
    gateway = http_gateway(c, clock)
    work = background_work(checked, store, gateway, clock)
    log = structlog.get_logger("h5kit.worker")
    run_worker(
        store,
        work.handlers(),
        work.chores(),
        clock,
        lambda: log.info("started", pid=os.getpid(), **checked.summary()),
        gateway.close,
    )
