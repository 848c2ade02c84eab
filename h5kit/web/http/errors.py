"""Error responses: a page or JSON, always with a documented message or status."""

from typing import assert_never

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.states import State
from h5kit.messages import Message, Status
from h5kit.model import Partner
from h5kit.web.http.page import Page, notice
from h5kit.web.http.responses import error_json
from h5kit.web.http.return_links import close_address_without_flow
from h5kit.web.http.routes import ErrorFormat, Rooms
from h5kit.web.http.services import WebServices


def error_page(
    services: WebServices,
    request: Request,
    message: Message,
    status: int,
    partner: Partner | None = None,
    *,
    has_no_flow: bool = False,
) -> Response:
    """Return a page that shows one message of the catalogue.

    The partner's pages may frame it, so that an embedding page shows the error. If `partner` is
    None, it is the partner of the flow in the address. With `has_no_flow` the page has a button
    关闭, which leads back to the partner. Without it the flow may go on, and there is no button.
    """
    partner = partner or _partner_at(services, request)
    page = Page(
        step=State.FAILED,
        title=message.text(),
        action="",
        notices=(notice(message),),
        redirect=close_address_without_flow(partner, message) if has_no_flow else "",
    )
    return services.renderer.page(request, page, partner=partner, status=status, template="error")


def _partner_at(services: WebServices, request: Request) -> Partner | None:
    """Return the partner of the flow in the address, even if the flow has been deleted."""
    flow_id = services.handles.flow_id(request.path_params.get("handle", ""))
    return services.partners.of_flow(flow_id) if flow_id else None


class ErrorAnswers:
    """Responses to requests that no handler answers: a page or JSON, as the route defines."""

    def __init__(self, services: WebServices, rooms: Rooms) -> None:
        """Set up the responses; `rooms` have the error format of each address."""
        self._services = services
        self._rooms = rooms

    def handler_failed(self, request: Request) -> Response:
        """Return the response to a request whose handler raised an exception."""
        busy = Message.SERVICE_BUSY
        match self._rooms.error_format(request):
            case ErrorFormat.JSON:
                return error_json(busy.row.statuses[0], busy.text(), 500)
            case ErrorFormat.PAGE:
                return error_page(self._services, request, busy, 500)
            case other:
                assert_never(other)

    async def unrouted(self, request: Request, fault: Exception) -> Response:
        """Return the response to a request that no route matches.

        `fault` is Starlette's HTTPException: 404, or 405 with the allowed methods in `Allow`.
        """
        if not isinstance(fault, HTTPException):
            raise fault
        answer = self._unrouted(request, fault.status_code)
        answer.headers.update(fault.headers or {})
        return answer

    def _unrouted(self, request: Request, http: int) -> Response:
        match self._rooms.error_format(request):
            case ErrorFormat.JSON:
                return error_json(Status.BAD_PARAMETER, Status.BAD_PARAMETER.text, http)
            case ErrorFormat.PAGE:
                return error_page(self._services, request, Message.NOT_AUTHORIZED, http)
            case other:
                assert_never(other)
