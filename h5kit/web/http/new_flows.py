"""Builds a new flow from an entry, whether by address, session or sandbox console."""

from typing import Literal

import structlog

from h5kit.entry import sessions
from h5kit.entry.handles import new_flow_id
from h5kit.flow.record import Flow
from h5kit.model import Entry, IgnoredField, Partner
from h5kit.web.http.services import WebServices

log = structlog.get_logger()


async def new_flow(
    services: WebServices, partner: Partner, entry: Entry, draft: dict[str, str] | None = None
) -> Flow:
    """Return a new flow, not stored yet; `draft` has values for its forms by draft name."""
    is_granted = bool(entry.uid) and await services.store.is_granted(partner.appid, entry.uid)
    return sessions.new_flow(
        new_flow_id(partner.appid),
        partner,
        entry,
        services.clock.now(),
        is_granted=is_granted,
        draft=draft,
    )


def log_ignored(
    partner: Partner, way: Literal["entry", "session"], ignored: tuple[IgnoredField, ...]
) -> None:
    """Write one line that names what was ignored and why, never its value."""
    if ignored:
        named = [f"{one.field}: {one.why}" for one in ignored]
        log.info("entry_fields_ignored", partner=partner.appid, way=way, ignored=named)
