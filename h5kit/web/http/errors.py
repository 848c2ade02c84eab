"""What is shown when there is no flow to show: a page or JSON, always with a documented code."""

from typing import assert_never

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.states import State
from h5kit.messages import Message, Status
from h5kit.model import Partner
from h5kit.web.http.page import Page, notice
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import error_json
from h5kit.web.http.return_links import way_back
from h5kit.web.http.routes import Kind, Rooms


def error_page(
    parts: Parts,
    request: Request,
    message: Message,
    status: int,
    partner: Partner | None = None,
    *,
    has_no_flow: bool = False,
) -> Response:
    """Answer with a page that shows one message of the catalogue.

    Where the partner is known, or the address is that of a flow of theirs, their page may frame
    it: who embeds a page must see what is wrong. 关闭 leads back to them where there is no flow; a
    flow that goes on isn't to be left for one form that couldn't be read.
    """
    partner = partner or _partner_at(parts, request)
    page = Page(
        step=State.FAILED,
        title=message.text(),
        action="",
        notices=(notice(message),),
        redirect=way_back(partner, message) if has_no_flow else "",
    )
    return parts.renderer.page(request, page, partner=partner, status=status, template="error")


def _partner_at(parts: Parts, request: Request) -> Partner | None:
    """Return the partner whose flow the address leads, or has led, to."""
    flow_id = parts.handles.flow_id(request.path_params.get("handle", ""))
    return parts.partners.of_flow(flow_id) if flow_id else None


class ErrorAnswers:
    """What is answered where no handler answers: a page or JSON, as the address's route says."""

    def __init__(self, parts: Parts, rooms: Rooms) -> None:
        """Take the server's parts and its rooms."""
        self._parts = parts
        self._rooms = rooms

    def crashed(self, request: Request) -> Response:
        """Answer for a handler that broke."""
        busy = Message.SERVICE_BUSY
        match self._rooms.kind_of(request):
            case Kind.JSON:
                return error_json(busy.row.statuses[0], busy.text(), 500)
            case Kind.PAGE:
                return error_page(self._parts, request, busy, 500)
            case other:
                assert_never(other)

    async def no_such(self, request: Request, fault: Exception) -> Response:
        """Answer where there is no address, or none for this method.

        405 says which methods there are (`Allow`).
        """
        if not isinstance(fault, HTTPException):
            raise fault
        answer = self._no_such(request, fault.status_code)
        answer.headers.update(fault.headers or {})
        return answer

    def _no_such(self, request: Request, http: int) -> Response:
        match self._rooms.kind_of(request):
            case Kind.JSON:
                return error_json(Status.BAD_PARAMETER, Status.BAD_PARAMETER.text, http)
            case Kind.PAGE:
                return error_page(self._parts, request, Message.NOT_AUTHORIZED, http)
            case other:
                assert_never(other)
