"""What is shown when there is no flow to show: a page or JSON, always with a documented code."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.states import State
from h5kit.messages import Message, Status
from h5kit.model import Partner
from h5kit.web.http.page import Page, notice
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import json
from h5kit.web.http.return_links import way_back

BAD_PARAMETER = 4001
NOT_FOUND = Message.NOT_AUTHORIZED
BUSY = Message.SERVICE_BUSY


JSON_ONLY = (
    "/v1/", "/calls/", "/cuishou", "/itag", "/healthz", "/readyz", "/sandbox/scenarios",
    "/sandbox/sms", "/sandbox/flows/", "/sandbox/deliveries", "/sandbox/clock",
)  # fmt: skip
"""Addresses that answer nothing but JSON."""


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


def crashed(parts: Parts, request: Request) -> Response:
    """Answer for a handler that broke, in the way of its address."""
    if _is_json_only(request):
        return error_json(BUSY.row.statuses[0], BUSY.text(), 500)
    return error_page(parts, request, BUSY, 500)


def no_such(parts: Parts, request: Request, fault: HTTPException) -> Response:
    """Answer where there is no address, or none for this method, in the way of its address.

    405 says which methods there are (`Allow`).
    """
    if _is_json_only(request):
        answer = error_json(BAD_PARAMETER, Status(BAD_PARAMETER).text, fault.status_code)
    else:
        answer = error_page(parts, request, NOT_FOUND, fault.status_code)
    answer.headers.update(fault.headers or {})
    return answer


def _is_json_only(request: Request) -> bool:
    return request.url.path.startswith(JSON_ONLY)


def _partner_at(parts: Parts, request: Request) -> Partner | None:
    """Return the partner whose flow the address leads, or has led, to."""
    flow_id = parts.handles.flow_id(request.path_params.get("handle", ""))
    return parts.partners.of_flow(flow_id) if flow_id else None


def error_json(code: int, text: str, http: int) -> Response:
    """Answer a partner's server: `{"status": code, "msg": text}`."""
    return json({"status": code, "msg": text}, http)
