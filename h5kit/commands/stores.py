"""Access to a server's store for commands: by a settings file or a demo's folder."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from h5kit.commands.errors import refused

if TYPE_CHECKING:
    from h5kit.configuration.reading import Loaded
    from h5kit.entry.partners import Partners
    from h5kit.flow.limits import UseLimit
    from h5kit.store.store import Store

T = TypeVar("T")

WHERE = {
    "config": "Settings file of h5kit serve.",
    "data": "Folder of h5kit demo --data.",
}


@dataclass(slots=True)
class StorePlace:
    """Where the store is: a settings file, or the folder of a demo."""

    config: Path | None = None
    data: Path | None = None

    def require_one(self) -> None:
        """Raise UsageError unless exactly one of the two is given."""
        if (self.config is None) == (self.data is None):
            context = click.get_current_context(silent=True)
            raise click.UsageError("give one of --config FILE and --data DIR", context)


class StoreGroup(click.Group):
    """A group of commands that accept `--config` and `--data` before or after their names."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Add the two options to the group."""
        super().__init__(*args, **more)
        self.params += _options()

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, with the same two options."""
        cmd.params += _options()
        super().add_command(cmd, name)


def _options() -> list[click.Parameter]:
    def store_option(context: click.Context, option: click.Parameter, value: Path | None) -> None:
        place = context.ensure_object(StorePlace)
        if value is not None:
            setattr(place, str(option.name), value)

    return [
        click.Option(
            [f"--{name}"],
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=store_option,
            help=help_,
        )
        for name, help_ in WHERE.items()
    ]


def run_on_store(place: StorePlace, work: "Callable[[Store], Awaitable[T]]") -> T:
    """Open the store, return the result of `work`, close it; raises ClickException."""
    from sqlalchemy.exc import SQLAlchemyError

    from h5kit import logs
    from h5kit.store.sealing import SealError

    logs.for_command()
    place.require_one()
    store = _opened(place.config, place.data)

    async def main() -> T:
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(main())
    except SealError:
        raise click.ClickException("none of the keys decrypts the stored data") from None
    except SQLAlchemyError as fault:
        # Only the type: the text of the error may contain the address and its password.
        raise click.ClickException(f"database error: {type(fault).__name__}") from None


def partners_of(place: StorePlace) -> "Partners | None":
    """Return the partners of the settings file, None without a settings file."""
    from h5kit.entry.partners import PartnerFileError, read

    named = _loaded(place.config).configuration.partners if place.config else ""
    try:
        return read(Path(named)) if named else None
    except PartnerFileError as fault:
        raise click.ClickException(str(fault)) from None


def limits_of(place: StorePlace, tel: str) -> "tuple[UseLimit, ...]":
    """Return all limits of a number: those of the settings file, or those of a demo."""
    from h5kit.carrier.reset_rules import RulesError, packaged, read
    from h5kit.demo import NO_LIMITS
    from h5kit.rule_listing import rule_of
    from h5kit.steps.limit_rules import LimitRules

    place.require_one()
    c = _loaded(place.config).configuration if place.config else None
    try:
        rules = read(Path(c.reset.rules)) if c and c.reset.rules else packaged()
    except RulesError as fault:
        raise click.ClickException(str(fault)) from None
    return LimitRules(c.limits if c else NO_LIMITS).every(rule_of(rules, tel))


def _opened(config: Path | None, data: Path | None) -> "Store":
    """Return the store, after the checks of `h5kit serve` that concern the store."""
    from h5kit.configuration import safety
    from h5kit.demo import DATABASE, keys_of
    from h5kit.store.databases import OpeningError, open_file, open_store

    try:
        if data is not None:
            # Check the file first: reading the keys would create them.
            return open_file(_existing(data / DATABASE), keys_of(data))
        if config is None:
            raise click.UsageError("give one of --config FILE and --data DIR")
        loaded = _loaded(config)
        if faults := safety.store_faults(loaded):
            raise refused(faults)
        c = loaded.configuration
        file = safety.database_file(c.database, config.absolute().parent)
        return open_file(_existing(file), c.keys) if file else open_store(c.database.url, c.keys)
    except OpeningError as fault:
        raise click.ClickException(str(fault)) from None


def _existing(file: Path) -> Path:
    if not file.exists():
        raise click.ClickException(f"{file}: there is no database")
    return file


def _loaded(config: Path) -> "Loaded":
    """Return the settings; raises ClickException with a line for each fault."""
    from h5kit.configuration.reading import ConfigurationError, read

    try:
        return read(config, os.environ)
    except ConfigurationError as fault:
        raise refused(fault.faults) from None
