"""The entry: a partner sends a person here, and we redirect to the address of a new flow."""

from starlette.requests import Request
from starlette.responses import Response

from h5kit.entry import query
from h5kit.entry.query import BadEntryError
from h5kit.messages import Message
from h5kit.model import Partner
from h5kit.steps.checks import today_of
from h5kit.text import clean
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_entry
from h5kit.web.http.errors import error_page
from h5kit.web.http.new_flows import log_ignored, new_flow
from h5kit.web.http.responses import see_other
from h5kit.web.http.services import WebServices

ADDRESS_PARAMETERS = frozenset({"token", "uid", "callback", "tel", "contactor"})
"""The parameters of an entry. The others need a session: anybody can edit an address.

They are ignored as any that aren't ours; chat apps and trackers add such to every address.
"""


class EntryPage:
    """The handler of `/`."""

    def __init__(self, services: WebServices) -> None:
        """Set up the handler."""
        self._services = services

    async def enter(self, request: Request) -> Response:
        """Create a flow and redirect to its address, which has no parameters.

        The entry's parameters are those of the source (sections 一.1 and 二.1: how a partner sends
        a person).
        """
        services, partner = self._services, None
        limits = services.settings.limits
        try:
            parameters = await read_entry(
                request, limits.most_body_bytes, limits.most_fields, ADDRESS_PARAMETERS
            )
            partner = services.partners.by_token(clean(parameters.get("token", "")))
            if partner is None:
                return error_page(services, request, Message.NOT_AUTHORIZED, 403)
            entry = query.read(parameters, partner, today_of(services.clock.now()))
        except BadRequestError as bad:
            return error_page(services, request, Message.SUBMIT_FAILED, bad.status)
        except BadEntryError as bad:
            return self._refused(request, bad, partner)
        log_ignored(partner, "entry", entry.ignored)
        flow = await new_flow(services, partner, entry)
        await services.store.create(flow)
        return see_other(f"/f/{services.handles.handle(flow.id)}")

    def _refused(self, request: Request, bad: BadEntryError, partner: Partner | None) -> Response:
        return error_page(
            self._services, request, bad.message, bad.status, partner, has_no_flow=True
        )
