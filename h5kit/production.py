"""Create the production application from the settings file and the files that it names."""

import fcntl
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.applications import Starlette

from h5kit.app import create_app
from h5kit.carrier.completeness import require_complete
from h5kit.carrier.gateway import Gateway
from h5kit.carrier.http import BreakerRule, Deadlines, HttpGateway
from h5kit.carrier.reset_rules import ResetRules, RulesError
from h5kit.carrier.reset_rules import read as read_rules
from h5kit.clock import Clock, SystemClock
from h5kit.configuration import safety
from h5kit.configuration.file import Configuration
from h5kit.configuration.reading import ConfigurationError, Loaded, read_with_faults
from h5kit.delivery.background import BackgroundWork
from h5kit.entry.partners import PartnerFileError, Partners
from h5kit.entry.partners import read as read_partners
from h5kit.report.directory import (
    EmbeddedDirectory,
    ListingError,
    NumberDirectory,
    RemoteDirectory,
)
from h5kit.report.directory import read as read_numbers
from h5kit.report.directory.listing import Listing
from h5kit.report.rules import packaged
from h5kit.resources import check_built
from h5kit.settings import MAKING_SECONDS, SPARE_SECONDS, Settings
from h5kit.store.databases import OpeningError, open_file, open_store
from h5kit.store.store import Store
from h5kit.web.api.metrics import Metrics

T = TypeVar("T")


class UnsafeError(ConfigurationError):
    """The settings, or the files that they name, are invalid or unsafe; see `faults`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Validated settings, with the partners, rules and numbers of the files that they name."""

    loaded: Loaded
    partners: Partners
    rules: ResetRules | None
    numbers: Listing | None

    @property
    def configuration(self) -> Configuration:
        """The settings."""
        return self.loaded.configuration

    @property
    def database(self) -> Path | None:
        """SQLite's file, None for PostgreSQL."""
        return safety.database_file(self.configuration.database, self.loaded.path.absolute().parent)

    def summary(self) -> dict[str, Any]:
        """Return a summary without secrets, for `--check` and the first line of the log."""
        return {
            "config": self.loaded.digest,
            "gateway": urlsplit(self.configuration.gateway.url).hostname,
            "base_url": self.configuration.server.base_url,
            "partners": sum(1 for _ in self.partners),
        }


def check(path: Path, environ: Mapping[str, str]) -> Checked:
    """Read and validate the settings and the files that they name.

    Raises ConfigurationError if the file isn't TOML, else UnsafeError with all faults.
    """
    loaded = read_with_faults(path, environ)
    c, faults = loaded.configuration, list(loaded.faults.values())

    def read_file(name: str, read: Callable[[Path], T]) -> T | None:
        """Return the content of a file, None if none is named or it is invalid."""
        try:
            return read(Path(name)) if name else None
        except (PartnerFileError, RulesError, ListingError) as fault:
            faults.append(str(fault))
            return None

    partners = read_file(c.partners, read_partners)
    rules = read_file(c.reset.rules, read_rules)
    numbers = read_file(c.results.numbers, read_numbers)
    unsafe = safety.faults(loaded, partners or ())
    if not c.partners or (partners is not None and not any(True for _ in partners)):
        unsafe.append("partners is missing: a file with at least one [[partner]]")
    # Skip safety faults about settings that already have a read fault.
    known = tuple(f"{name}{end}" for name in loaded.faults for end in (" ", ".", ":"))
    faults += [line for line in unsafe if not line.startswith(known)]
    if faults or partners is None:
        raise UnsafeError(*faults)
    return Checked(loaded, partners, rules, numbers)


def settings_of(c: Configuration) -> Settings:
    """Return the application's settings from the settings file."""
    record_seconds = c.gateway.record_seconds + SPARE_SECONDS
    return Settings(
        keys=c.keys,
        base_url=c.server.base_url,
        disk_room_bytes=c.database.disk_room_bytes,
        flow=c.flow,
        limits=c.limits,
        push=c.push,
        results=c.results,
        site=c.site,
        # Longer than the gateway's own deadline, so that its breaker and its log see the timeout.
        captcha_seconds=c.gateway.captcha_seconds + SPARE_SECONDS,
        record_seconds=record_seconds,
        collect_lease_seconds=record_seconds + MAKING_SECONDS,
    )


def make_production(checked: Checked, gateway: Gateway | None = None) -> Starlette:
    """Return the application; `gateway` defaults to the HTTP gateway of the settings.

    It locks an SQLite database until it ends. Raises ConfigurationError if another process has
    locked the database or it can't be opened, NotBuiltError, and IncompleteGatewayError for a
    gateway that lacks a method of the port.
    """
    check_built()
    if gateway is not None:
        require_complete(gateway)
    c = checked.configuration
    clock = SystemClock()
    metrics = Metrics(c.metrics.token or None)
    own = None if gateway else http_gateway(c, clock, metrics)
    file = checked.database
    lock = _locked(file) if file else None
    try:
        store = open_checked_store(checked)
    except ConfigurationError:
        if lock is not None:
            os.close(lock)
        raise

    async def at_end() -> None:
        if own is not None:
            await own.close()
        if lock is not None:
            os.close(lock)

    return create_app(
        settings_of(c),
        gateway=gateway or own,  # type: ignore[arg-type]  # one of them is not None
        store=store,
        clock=clock,
        partners=checked.partners,
        rules=checked.rules,
        metrics=metrics if c.metrics.token else None,
        data=file.parent if file else None,
        directory=directory_of(checked),
        works=c.server.works,
        at_end=at_end,
    )


def open_checked_store(checked: Checked) -> Store:
    """Open the store of the settings; raises ConfigurationError."""
    c, file = checked.configuration, checked.database
    try:
        return open_file(file, c.keys) if file else open_store(c.database.url, c.keys)
    except OpeningError as fault:
        raise ConfigurationError(str(fault)) from None


def directory_of(checked: Checked) -> NumberDirectory:
    """Return the number directory: embedded, or remote with the embedded one as its base."""
    embedded, d = EmbeddedDirectory(checked.numbers), checked.configuration.directory
    if not d.url:
        return embedded
    return RemoteDirectory(
        d.url,
        tag_names={number: name for name, number in packaged().financial_tags.items()},
        base=embedded,
        headers={"authorization": f"Bearer {d.token}"} if d.token else None,
        seconds=d.seconds,
    )


def background_work(
    checked: Checked, store: Store, gateway: Gateway, clock: Clock
) -> BackgroundWork:
    """Return the background work of a separate worker.

    Raises IncompleteGatewayError for a gateway that lacks a method of the port.
    """
    require_complete(gateway)
    return BackgroundWork(
        store,
        gateway,
        checked.partners,
        directory_of(checked),
        clock,
        settings_of(checked.configuration),
    )


def http_gateway(c: Configuration, clock: Clock, metrics: Metrics | None = None) -> HttpGateway:
    """Return the HTTP gateway of the settings."""
    g = c.gateway
    return HttpGateway(
        base_url=g.url.rstrip("/"),
        appid=g.appid,
        secret=g.secret,
        clock=clock,
        deadlines=Deadlines(
            connect=g.connect_seconds,
            token=g.token_seconds,
            flow=g.flow_seconds,
            captcha=g.captcha_seconds,
            login=g.login_seconds,
            verify=g.verify_seconds,
            forget=g.forget_seconds,
            record=g.record_seconds,
        ),
        breaker=BreakerRule(faults=g.breaker_faults, seconds=g.breaker_seconds),
        observe=metrics.record_call if metrics else None,
        observe_deviation=metrics.record_deviation if metrics else None,
        strict=g.strict,
    )


def _locked(database: Path) -> int:
    """Lock the database for this process and return the lock's file descriptor."""
    try:
        lock = os.open(f"{database}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as fault:
        raise ConfigurationError(f"{database}.lock can't be opened: {fault.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise ConfigurationError(f"{database} is already served by another process") from None
    return lock
