"""Builds a new flow from an entry, whether by address, session or sandbox console."""

from h5kit.entry import sessions
from h5kit.entry.handles import new_flow_id
from h5kit.flow.record import Flow
from h5kit.model import Entry, Partner
from h5kit.web.http.services import WebServices


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
