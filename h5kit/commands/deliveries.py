"""`h5kit deliveries`: the push log of a server, and sending a push again."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.stores import Place, Placed, asked

if TYPE_CHECKING:
    from h5kit.storage.jobs import Delivery


@click.group(cls=Placed)
def deliveries() -> None:
    """Look at the pushes to partners, and redeliver one; the server may be running."""


@deliveries.command("list")
@click.option("--sid", default="", help="Only those of one authorization.")
@click.option("--limit", default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: Place, *, sid: str, limit: int, as_json: bool) -> None:
    """List pushes, newest first."""
    from h5kit.delivery.events import PUSHED

    rows = asked(place, lambda jobs: jobs.deliveries(sid, limit, PUSHED))
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
def show(place: Place, *, delivery: str, with_body: bool) -> None:
    """Print one push with all its tries, as JSON."""
    import msgspec

    from h5kit.delivery.events import Payload

    found = asked(place, lambda jobs: jobs.delivery(delivery))
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
def redeliver(place: Place, *, delivery: str) -> None:
    """Give an ended push three more tries; a running server sends it within seconds."""
    if not asked(place, lambda jobs: jobs.redeliver(delivery, time.time())):
        raise click.ClickException(f"{delivery}: no such push, or it hasn't ended yet")
    click.echo(f"{delivery}: due now")


def _row(delivery: "Delivery") -> dict[str, Any]:
    """Return a push without its body."""
    payload = {"partner": "", "url": "", **json.loads(delivery.payload)}
    tries = [
        {"number": t.number, "at": _time(t.at), "outcome": t.outcome, "status": t.status,
         "answer": t.answer, "seconds": t.seconds}
        for t in delivery.tries
    ]  # fmt: skip
    return {"id": delivery.id, "kind": delivery.kind, "sid": delivery.sid, "state": delivery.state,
            "partner": payload["partner"], "url": payload["url"], "tries": tries}  # fmt: skip


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
