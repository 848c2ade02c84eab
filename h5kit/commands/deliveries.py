"""`h5kit deliveries`: inspect the push log and redeliver a push."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.stores import StoreGroup, StorePlace, run_on_store

if TYPE_CHECKING:
    from h5kit.store.jobs import Delivery
    from h5kit.store.store import Store

CURRENT_DOCUMENT = (
    "the document as it is stored now: each try reads it again, and encrypts it if the partner has "
    "records_encryption"
)
DOCUMENT_DELETED = "the document of this push has been deleted"
NO_BODY = "this is not a push, or no key decrypts its payload"


@click.group(cls=StoreGroup)
def deliveries() -> None:
    """Inspect the pushes to partners and redeliver one; the server may be running."""


@deliveries.command("list")
@click.option("--sid", default="", help="Only pushes of this authorization.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: StorePlace, *, sid: str, limit: int, as_json: bool) -> None:
    """List pushes, newest first."""
    from h5kit.delivery.jobs import PUSHED

    rows = run_on_store(place, lambda jobs: jobs.deliveries(sid, limit, PUSHED))
    pushes = [_row(row) for row in rows]
    if as_json:
        click.echo(json.dumps(pushes, ensure_ascii=False))
        return
    for row in pushes:
        last = row["tries"][-1]["outcome"] if row["tries"] else "-"
        click.echo(f"{row['id']}  {row['kind']}  {row['state']}  {last}  {row['sid']}")


@deliveries.command()
@click.argument("delivery")
@click.option("--body", "with_body", is_flag=True, help="Also print the body: personal data.")
@click.pass_obj
def show(place: StorePlace, *, delivery: str, with_body: bool) -> None:
    """Print one push with all its tries, as JSON."""

    async def work(store: "Store") -> dict[str, Any] | None:
        found = await store.delivery(delivery)
        if found is None:
            return None
        return _row(found) | (await _body(store, found) if with_body else {})

    row = run_on_store(place, work)
    if row is None:
        raise click.ClickException(f"{delivery}: no such push")
    click.echo(json.dumps(row, ensure_ascii=False, indent=2))


@deliveries.command()
@click.argument("delivery")
@click.pass_obj
def redeliver(place: StorePlace, *, delivery: str) -> None:
    """Give a finished push three more tries; a running server sends it within seconds."""
    if not run_on_store(place, lambda jobs: jobs.redeliver(delivery, time.time())):
        raise click.ClickException(f"{delivery}: no such push, or it hasn't ended yet")
    click.echo(f"{delivery}: due now")


async def _body(store: "Store", delivery: "Delivery") -> dict[str, str | None]:
    """Return a push's body, with a note if it may differ from what was sent."""
    import msgspec

    from h5kit.delivery.jobs import PushPayload

    payload = msgspec.json.decode(delivery.payload, type=PushPayload)
    if payload.document is not None:
        document = await store.find_document(delivery.sid, payload.document)
        has_body = document is not None and document.body
        body = document.body if document and has_body else None
        note = CURRENT_DOCUMENT if has_body else DOCUMENT_DELETED
    else:
        body, note = (payload.body, "") if payload.body else (None, NO_BODY)
    text = None if body is None else body.decode("utf-8", "replace")
    return {"body": text, **({"note": note} if note else {})}


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
