"""`h5kit audit`: list and verify the audit log of who saw which report."""

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.stores import StoreGroup, StorePlace, run_on_store

if TYPE_CHECKING:
    from h5kit.store.site import AuditEntry

KNOWN = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@click.group(cls=StoreGroup)
def audit() -> None:
    """Read and verify the log of who saw which report; the server may be running."""


@audit.command("list")
@click.option("--sid", default="", help="Only entries about this report.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: StorePlace, *, sid: str, limit: int, as_json: bool) -> None:
    """List entries, newest first."""
    entries = run_on_store(place, lambda store: store.site.audit_log.entries(limit, sid=sid))
    rows = [_row(entry) for entry in entries]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['number']}  {row['at']}  {row['who']}  {row['what']}  {row['sid']}")


@audit.command()
@click.option(
    "--known", default="", metavar="NUMBER:HASH",
    help="An entry printed by an earlier verify or the server's log; it must still exist.",
)  # fmt: skip
@click.pass_obj
def verify(place: StorePlace, *, known: str) -> None:
    """Find the first entry that was changed, dropped or re-ordered; exits with 1 if there is one.

    Store the printed line elsewhere: with --known, verify also detects a log that was emptied or
    restored to an earlier state.
    """
    found = KNOWN.fullmatch(known)
    if known and not found:
        raise click.UsageError("--known is a number, a colon, and 64 hex digits")
    noted = (int(found[1]), found[2]) if found else None
    check = run_on_store(place, lambda store: store.site.audit_log.verify(noted))
    if check.fault is not None:
        raise click.ClickException(f"entry {check.fault.number} {check.fault.what}")
    click.echo(f"sound: {check.entries} entries, {check.entries}:{check.hash}")


def _row(entry: "AuditEntry") -> dict[str, Any]:
    at = datetime.fromtimestamp(entry.at, UTC).isoformat(timespec="milliseconds")
    return {"number": entry.number, "at": at, "who": entry.who, "what": entry.what,
            "sid": entry.sid, "hash": entry.hash}  # fmt: skip
