"""`h5kit limits`: show what counts towards the limits of a number, and clear it."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.stores import StoreGroup, StorePlace, limits_of, run_on_store
from h5kit.commands.users import actor

if TYPE_CHECKING:
    from h5kit.flow.limits import Limit, LimitState
    from h5kit.store.store import Store

# Several words, because a number may be written with blanks.
number_argument = click.argument("number", nargs=-1, required=True)


@click.group(cls=StoreGroup)
def limits() -> None:
    """Show and clear what counts towards a number's limits; the server may be running."""


@limits.command()
@number_argument
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show(place: StorePlace, *, number: tuple[str, ...], as_json: bool) -> None:
    """Print how much of each limit NUMBER has used, and until when a reached one lasts.

    The limits of a reset are those of the carrier and region of the number's prefix.
    """
    from h5kit.flow.limits import KEPT_SECONDS, state_of
    from h5kit.steps.limits import number_key

    tel = _tel(number)
    known = limits_of(place, tel)
    now = time.time()

    async def work(store: "Store") -> list[dict[str, Any]]:
        uses = await store.uses(number_key(store.lookup_key, tel), now - KEPT_SECONDS)
        pairs = [(use.kind, use.at) for use in uses]
        return [_row(state_of(limit, pairs, now)) for limit in known]

    rows = run_on_store(place, work)
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        most = row["limit"] or "no limit"
        until = f"  message {row['message']} until {row['until']}" if row["until"] else ""
        click.echo(f"{row['kind']}  {row['count']} of {most}  {row['window']}{until}")


@limits.command()
@number_argument
@click.pass_obj
def clear(place: StorePlace, *, number: tuple[str, ...]) -> None:
    """Delete everything that counts towards the limits of NUMBER; the audit log records it."""
    from h5kit.steps.limits import number_key

    tel = _tel(number)

    async def work(store: "Store") -> int:
        await store.site.audit_log.record(actor(), "limits_cleared", "", time.time())
        return await store.clear_uses(number_key(store.lookup_key, tel))

    click.echo(f"cleared: {run_on_store(place, work)}")


def _tel(number: tuple[str, ...]) -> str:
    """Return a number's 11 digits; the error doesn't repeat what was typed."""
    from h5kit import phone_numbers

    tel = phone_numbers.mobile("".join(number))
    if tel is None:
        raise click.ClickException("this is not a mainland mobile number")
    return tel


def _row(state: "LimitState") -> dict[str, Any]:
    limit = state.limit
    return {"kind": limit.kind.value, "window": _window(limit.rule), "count": state.count,
            "limit": limit.rule.most, "message": limit.message.value,
            "until": _time(state.until) if state.until else None}  # fmt: skip


def _window(rule: "Limit") -> str:
    from h5kit.flow.limits import Lockout

    if not isinstance(rule, Lockout):
        return "today (Shanghai)"
    minutes = round(rule.seconds / 60)
    return f"in {minutes} minutes" if minutes % 60 else f"in {minutes // 60} hours"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
