"""The entry: a partner sends a person here, and we redirect to the address of a new flow."""

from starlette.requests import Request
from starlette.responses import Response

from h5kit.entry import query
from h5kit.entry.query import BadEntryError
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps.checks import today_of
from h5kit.web.http.body import BadRequestError, read_entry
from h5kit.web.http.errors import error_page
from h5kit.web.http.new_flows import new_flow
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import see_other

ADDRESS_PARAMETERS = frozenset({"uid", "callback", "tel", "contactor"})
"""The parameters that an entry can set. The others need a session: anybody can edit an address."""


class EntryPage:
    """The handler of `/`."""

    def __init__(self, parts: Parts) -> None:
        """Set up the handler."""
        self._parts = parts

    async def enter(self, request: Request) -> Response:
        """Create a flow and redirect to its address, which has no parameters.

        The entry's parameters are those of the source (sections 一.1 and 二.1: how a partner sends
        a person).
        """
        parts, partner = self._parts, None
        limits = parts.settings.limits
        try:
            parameters = await read_entry(request, limits.most_body_bytes, limits.most_fields)
            partner = parts.partners.by_token(parameters.get("token", ""))
            if partner is None:
                return error_page(parts, request, Message.NOT_AUTHORIZED, 403)
            allowed = {
                name: value for name, value in parameters.items() if name in ADDRESS_PARAMETERS
            }
            entry = query.read(allowed, partner, today_of(parts.clock.now()))
        except BadRequestError as bad:
            return error_page(parts, request, Message.SUBMIT_FAILED, bad.status)
        except BadEntryError as bad:
            return self._refused(request, bad, partner)
        flow = await new_flow(parts, partner, entry)
        await parts.store.create(flow)
        return see_other(f"/f/{parts.handles.handle(flow.id)}")

    def _refused(self, request: Request, bad: BadEntryError, partner: Partner | None) -> Response:
        return error_page(self._parts, request, bad.message, bad.status, partner, has_no_flow=True)
