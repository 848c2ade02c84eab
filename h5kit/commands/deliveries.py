"""`h5kit deliveries`: the push log of a server, and sending a push again."""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from h5kit.storage.jobs import Delivery, Jobs

T = TypeVar("T")
SQLITE = "sqlite:///"


@click.group()
@click.option("--config", type=click.Path(path_type=Path), help="Settings file of h5kit serve.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of h5kit demo --data.")
@click.pass_context
def deliveries(context: click.Context, *, config: Path | None, data: Path | None) -> None:
    """Look at the pushes to partners, and redeliver one; the server may be running."""
    if (config is None) == (data is None):
        raise click.UsageError("say where: --config FILE or --data DIR")
    context.obj = config, data


@deliveries.command("list")
@click.option("--sid", default="", help="Only those of one authorization.")
@click.option("--limit", default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: tuple[Path | None, Path | None], *, sid: str, limit: int, as_json: bool) -> None:
    """List pushes, newest first."""
    from h5kit.delivery.events import PUSHED

    rows = _ask(place, lambda jobs: jobs.deliveries(sid, limit, PUSHED))
    told = [_row(row) for row in rows]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in told:
        last = row["tries"][-1]["outcome"] if row["tries"] else "-"
        click.echo(f"{row['id']}  {row['kind']}  {row['state']}  {last}  {row['sid']}")


@deliveries.command()
@click.argument("delivery")
@click.option("--body", "with_body", is_flag=True, help="Print what was sent: a person's data.")
@click.pass_obj
def show(place: tuple[Path | None, Path | None], *, delivery: str, with_body: bool) -> None:
    """Print one push with all its tries, as JSON."""
    import msgspec

    from h5kit.delivery.events import Payload

    found = _ask(place, lambda jobs: jobs.delivery(delivery))
    if found is None:
        raise click.ClickException(f"{delivery}: no such push")
    row = _row(found)
    if with_body:
        payload = msgspec.json.decode(found.payload, type=Payload)
        row["body"] = payload.body.decode("utf-8", "replace")
    click.echo(json.dumps(row, ensure_ascii=False, indent=2))


@deliveries.command()
@click.argument("delivery")
@click.pass_obj
def redeliver(place: tuple[Path | None, Path | None], *, delivery: str) -> None:
    """Give an ended push three more tries; a running server sends it within seconds."""
    if not _ask(place, lambda jobs: jobs.redeliver(delivery, time.time())):
        raise click.ClickException(f"{delivery}: no such push, or it hasn't ended yet")
    click.echo(f"{delivery}: due now")


def _ask(place: tuple[Path | None, Path | None], question: "Callable[[Jobs], Awaitable[T]]") -> T:
    """Return what the store answers."""
    from h5kit.storage.opening import open_store
    from h5kit.storage.sealing import SealError

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


def _database(config: Path | None, data: Path | None) -> tuple[str, tuple[str, ...]]:
    """Return the store's address and keys."""
    from h5kit.configuration import safety
    from h5kit.configuration.reading import ConfigurationError, read
    from h5kit.demo import DATABASE, keys_of

    if data is not None:
        return f"{SQLITE}{data / DATABASE}", keys_of(data)
    if config is None:
        raise click.UsageError("say where: --config FILE or --data DIR")
    try:
        settings = read(config, os.environ).configuration
    except ConfigurationError as fault:
        raise click.ClickException(str(fault)) from None
    file = safety.database_file(settings.database, config.absolute().parent)
    return (f"{SQLITE}{file}" if file else settings.database.url), settings.keys


def _row(delivery: "Delivery") -> dict[str, Any]:
    """Return a push without its body."""
    payload = json.loads(delivery.payload)
    tries = [
        {"number": t.number, "at": _time(t.at), "outcome": t.outcome, "status": t.status,
         "answer": t.answer, "seconds": t.seconds}
        for t in delivery.tries
    ]  # fmt: skip
    return {"id": delivery.id, "kind": delivery.kind, "sid": delivery.sid, "state": delivery.state,
            "partner": payload["partner"], "url": payload["url"], "tries": tries}  # fmt: skip


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
