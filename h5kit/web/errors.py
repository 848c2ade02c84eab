"""What is shown when there is no flow to show: a page or JSON, always with a documented code."""

from starlette.requests import Request
from starlette.responses import Response

from h5kit import messages
from h5kit.flow.states import State
from h5kit.web.answers import json
from h5kit.web.paging import notice
from h5kit.web.parts import Parts
from h5kit.web.view import Page

BAD_PARAMETER = 4001


def error_page(parts: Parts, request: Request, code: int, status: int) -> Response:
    """Answer with a page that shows one message of the catalogue."""
    page = Page(step=State.FAILED, title=messages.text(code), action="", notices=(notice(code),))
    return parts.renderer.page(request, page, status=status, template="error")


def error_json(code: int, text: str, http: int) -> Response:
    """Answer a partner's server: `{"status": code, "msg": text}`."""
    return json({"status": code, "msg": text}, http)
