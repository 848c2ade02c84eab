"""Production: the parts that the settings file names, joined into one application."""

import fcntl
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.applications import Starlette

from h5kit.app import create_app
from h5kit.carrier.gateway import Gateway
from h5kit.carrier.http import BreakerRule, Deadlines, HttpGateway
from h5kit.carrier.regions import Rules, RulesError
from h5kit.carrier.regions import read as read_rules
from h5kit.clock import Clock, SystemClock
from h5kit.configuration import safety
from h5kit.configuration.reading import ConfigurationError, Loaded, tolerated
from h5kit.configuration.tables import Configuration
from h5kit.delivery.work import Work
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
from h5kit.settings import Settings
from h5kit.store.opening import OpeningError, open_file, open_store
from h5kit.store.port import Store
from h5kit.web.api.metrics import Metrics

T = TypeVar("T")

SPARE_SECONDS = 2
MAKING_SECONDS = 75
"""How long the look-ups and the computing of the largest report may take, with much to spare."""
"""So much longer than the gateway's own deadline somebody waits for its picture."""


class UnsafeError(ConfigurationError):
    """The settings, or the files that they name, must not be served, for all of `faults`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Settings that may be served, with the partners and rules that they name."""

    loaded: Loaded
    partners: Partners
    rules: Rules | None
    numbers: Listing | None

    @property
    def configuration(self) -> Configuration:
        """The settings."""
        return self.loaded.configuration

    @property
    def database(self) -> Path | None:
        """SQLite's file, None where it's PostgreSQL."""
        return safety.database_file(self.configuration.database, self.loaded.path.absolute().parent)

    def summary(self) -> dict[str, Any]:
        """Return what the first line of the log and `--check` tell; no secret is in it."""
        return {
            "config": self.loaded.digest,
            "gateway": urlsplit(self.configuration.gateway.url).hostname,
            "base_url": self.configuration.server.base_url,
            "partners": sum(1 for _ in self.partners),
        }


def check(path: Path, environ: Mapping[str, str]) -> Checked:
    """Return what the settings name.

    Raises ConfigurationError where it's no file of settings, else UnsafeError with everything
    that is wrong, in the files that it names too.
    """
    loaded = tolerated(path, environ)
    c, faults = loaded.configuration, list(loaded.faults.values())

    def held(name: str, read: Callable[[Path], T]) -> T | None:
        """Return what a file holds; None where it's not named, and where it can't be read."""
        try:
            return read(Path(name)) if name else None
        except (PartnerFileError, RulesError, ListingError) as fault:
            faults.append(str(fault))
            return None

    partners = held(c.partners, read_partners)
    rules = held(c.reset.rules, read_rules)
    numbers = held(c.results.numbers, read_numbers)
    unsafe = safety.faults(loaded, partners or ())
    if not c.partners or (partners is not None and not any(True for _ in partners)):
        unsafe.append("partners is missing: a file with one [[partner]] at least")
    # Of what couldn't be read that has been said, and not that its default isn't safe.
    known = tuple(f"{name}{end}" for name in loaded.faults for end in (" ", ".", ":"))
    faults += [line for line in unsafe if not line.startswith(known)]
    if faults or partners is None:
        raise UnsafeError(*faults)
    return Checked(loaded, partners, rules, numbers)


def settings_of(c: Configuration) -> Settings:
    """Return the settings file's words as the application's settings."""
    return Settings(
        keys=c.keys,
        base_url=c.server.base_url,
        disk_room_bytes=c.database.disk_room_bytes,
        idle_seconds=c.flow.idle_seconds,
        flow_seconds=c.flow.flow_seconds,
        keep_seconds=c.flow.keep_seconds,
        call_seconds=c.flow.call_seconds,
        call_grace_seconds=c.flow.call_grace_seconds,
        # The gateway's own deadline ends first: its breaker and its log learn of it.
        captcha_seconds=c.gateway.captcha_seconds + SPARE_SECONDS,
        drain_seconds=c.flow.drain_seconds,
        password_seconds=c.flow.password_seconds,
        page_waits_seconds=c.flow.page_waits_seconds,
        agreement_version=c.flow.agreement_version,
        sms_burst=c.limits.sms_burst,
        sms_a_day=c.limits.sms_a_day,
        wrong_passwords=c.limits.wrong_passwords,
        most_body_bytes=c.limits.most_body_bytes,
        most_fields=c.limits.most_fields,
        push_spacing_seconds=c.push.spacing_seconds,
        push_deadline_seconds=c.push.deadline_seconds,
        push_lease_seconds=c.push.lease_seconds,
        collect_seconds=c.results.collect_seconds,
        record_seconds=c.gateway.record_seconds + SPARE_SECONDS,
        collect_lease_seconds=c.gateway.record_seconds + SPARE_SECONDS + MAKING_SECONDS,
        applicant_seconds=c.results.applicant_seconds,
        site_idle_seconds=c.site.idle_seconds,
        site_session_seconds=c.site.session_seconds,
    )


def make_production(checked: Checked, gateway: Gateway | None = None) -> Starlette:
    """Return the application; without `gateway` it speaks to the one that the settings name.

    An SQLite database is this server's alone until the application ends. Raises
    ConfigurationError where another process serves it, and where it can't be opened, and
    NotBuiltError.
    """
    check_built()
    c = checked.configuration
    clock = SystemClock()
    metrics = Metrics(c.metrics.token or None)
    own = None if gateway else http_gateway(c, clock, metrics)
    file = checked.database
    lock = _locked(file) if file else None
    try:
        store = opened(checked)
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
        gateway=gateway or own,  # type: ignore[arg-type]  # one of them is there
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


def opened(checked: Checked) -> Store:
    """Return the store that the settings name; raises ConfigurationError where it can't be had."""
    c, file = checked.configuration, checked.database
    try:
        return open_file(file, c.keys) if file else open_store(c.database.url, c.keys)
    except OpeningError as fault:
        raise ConfigurationError(str(fault)) from None


def directory_of(checked: Checked) -> NumberDirectory:
    """Return what is known about numbers: our lists, with a service's word over them if any."""
    ours, d = EmbeddedDirectory(checked.numbers), checked.configuration.directory
    if not d.url:
        return ours
    return RemoteDirectory(
        d.url,
        tag_names={number: name for name, number in packaged().financial_tags.items()},
        base=ours,
        headers={"authorization": f"Bearer {d.token}"} if d.token else None,
        seconds=d.seconds,
    )


def work_of(checked: Checked, store: Store, gateway: Gateway, clock: Clock) -> Work:
    """Return the background work, for a process that does nothing else."""
    return Work(
        store,
        gateway,
        checked.partners,
        directory_of(checked),
        clock,
        settings_of(checked.configuration),
    )


def http_gateway(c: Configuration, clock: Clock, metrics: Metrics | None = None) -> HttpGateway:
    """Return the adapter that speaks the dialect over HTTP."""
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
        observe=metrics.called if metrics else None,
    )


def _locked(database: Path) -> int:
    """Take the database for this process; the lock ends with the process at the latest."""
    try:
        lock = os.open(f"{database}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as fault:
        raise ConfigurationError(f"{database}.lock can't be had: {fault.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise ConfigurationError(f"{database} is served by another process already") from None
    return lock
