"""The store of a server as commands reach it: by a settings file or a demo's folder."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from h5kit.configuration.tables import Configuration
    from h5kit.entry.partners import Partners
    from h5kit.storage.port import Store

T = TypeVar("T")
SQLITE = "sqlite:///"

Place = tuple[Path | None, Path | None]
"""A settings file, or a demo's folder."""


def placed(group: Callable[..., None]) -> Callable[..., None]:
    """Give a group of commands the options that say where."""
    config = click.option(
        "--config", type=click.Path(path_type=Path), help="Settings file of h5kit serve."
    )
    data = click.option(
        "--data", type=click.Path(path_type=Path), help="Folder of h5kit demo --data."
    )
    return config(data(click.pass_context(group)))


def place_of(config: Path | None, data: Path | None) -> Place:
    """Return where, once one of the two is given; raises UsageError."""
    if (config is None) == (data is None):
        raise click.UsageError("say where: --config FILE or --data DIR")
    return config, data


def asked(place: Place, question: "Callable[[Store], Awaitable[T]]") -> T:
    """Return what the store answers; raises ClickException where there is none yet."""
    from h5kit import logs
    from h5kit.storage.opening import open_store
    from h5kit.storage.sealing import SealError

    logs.for_command()
    url, keys = _database(*place)
    file = Path(url.removeprefix(SQLITE))
    if url.startswith(SQLITE) and not file.exists():
        raise click.ClickException(f"{file}: there is no database")

    async def main() -> T:
        store = open_store(url, keys)
        try:
            return await question(store)
        finally:
            await store.close()

    try:
        return asyncio.run(main())
    except SealError:
        raise click.ClickException("what is kept is sealed with keys that are not these") from None


def partners_of(place: Place) -> "Partners | None":
    """Return the partners that a settings file names, None where there is no such file."""
    from h5kit.entry.partners import PartnerFileError, read

    config, _ = place
    named = _settings(config).partners if config else ""
    try:
        return read(Path(named)) if named else None
    except PartnerFileError as fault:
        raise click.ClickException(str(fault)) from None


def _database(config: Path | None, data: Path | None) -> tuple[str, tuple[str, ...]]:
    """Return the store's address and keys."""
    from h5kit.configuration import safety
    from h5kit.demo import DATABASE, keys_of

    if data is not None:
        return f"{SQLITE}{data / DATABASE}", keys_of(data)
    if config is None:
        raise click.UsageError("say where: --config FILE or --data DIR")
    settings = _settings(config)
    file = safety.database_file(settings.database, config.absolute().parent)
    return (f"{SQLITE}{file}" if file else settings.database.url), settings.keys


def _settings(config: Path) -> "Configuration":
    """Return the settings; raises ClickException where they can't be read."""
    from h5kit.configuration.reading import ConfigurationError, read

    try:
        return read(config, os.environ).configuration
    except ConfigurationError as fault:
        raise click.ClickException(str(fault)) from None
