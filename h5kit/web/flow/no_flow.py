"""What is shown at an address without a flow: a link that was cut on its way, or a forged one."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from h5kit.entry.handles import is_cut
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.web.http.errors import error_page
from h5kit.web.http.page import Page
from h5kit.web.http.services import WebServices

CUT_LINK: Final = "链接不完整，请重新打开"


def no_flow_page(services: WebServices, request: Request) -> Response:
    """Return the page of an address with an invalid handle (404).

    It says CUT_LINK, which is no message of the catalogue, if the handle is too short: the person
    can open the whole link. Otherwise it shows message 22.
    """
    if not is_cut(request.path_params.get("handle", "")):
        return error_page(services, request, Message.NOT_AUTHORIZED, 404)
    page = Page(step=State.FAILED, title=CUT_LINK, action="")
    return services.renderer.page(request, page, status=404, template="cut_link")
