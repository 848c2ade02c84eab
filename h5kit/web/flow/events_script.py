"""`/f/<handle>/events.js`: the script that sends a flow's events to the embedding page or app.

The page script loads it only if the page is in a frame or finds a native bridge. It contains the
partner's origins and the messages' recoveries, and nothing about the person.
"""

import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from h5kit.flow.record import Flow
from h5kit.messages import CATALOGUE
from h5kit.web.flow.presenter import language_of
from h5kit.web.http.assets import Assets
from h5kit.web.http.headers import COMMON
from h5kit.web.http.responses import RawResponse
from h5kit.web.http.services import WebServices

CONFIGURATION_MARK = "H5KIT"
"""The placeholder in the script that its configuration replaces."""

HEADERS = (
    *COMMON,
    (b"content-type", b"text/javascript; charset=utf-8"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
RECOVERY = {str(m.code): [str(r) for r in m.recoveries] for m in CATALOGUE.values() if m.code}


class EventsScript:
    """The handler of `/f/<handle>/events.js`."""

    def __init__(self, services: WebServices, assets: Assets) -> None:
        """Split the script at its placeholder."""
        self._services = services
        self._before, _, self._after = assets.events.rpartition(CONFIGURATION_MARK)

    async def show(self, request: Request) -> Response:
        """Return the script of the flow; 404 if the handle has no flow."""
        handle = request.path_params["handle"]
        flow_id = self._services.handles.flow_id(handle)
        flow = await self._services.store.find(flow_id) if flow_id else None
        if flow is None:
            return RawResponse(b"", 404, HEADERS)
        configuration = msgspec.json.encode(self._configuration(flow)).decode()
        return RawResponse(f"{self._before}{configuration}{self._after}".encode(), 200, HEADERS)

    def _configuration(self, flow: Flow) -> dict[str, object]:
        partner = self._services.partners.by_appid(flow.partner)
        return {
            # Distinguishes the flow from the next one in the same frame, without identifying it.
            "tag": hashlib.sha256(flow.id.encode()).hexdigest()[:8],
            "origins": partner.embed_origins if partner else (),
            "loopback": self._services.settings.loopback_allowed,
            "total": 2 if flow.has_basic_info else 1,
            "recovery": RECOVERY,
            "close": language_of(flow).text("关闭"),
        }
