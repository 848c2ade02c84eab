"""`/f/<handle>/events.js`: what tells the embedding page and app how a flow goes on.

The page script loads it only where the page is framed or a native bridge is there, so it costs
nobody else a byte. It holds nothing of the person: the partner's origins and the catalogue.
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
from h5kit.web.http.parts import Parts
from h5kit.web.http.responses import Whole

PLACE = "H5KIT"
"""What the script has where its configuration belongs."""

HEADERS = (
    *COMMON,
    (b"content-type", b"text/javascript; charset=utf-8"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
RECOVERY = {str(m.code): [str(r) for r in m.recoveries] for m in CATALOGUE.values() if m.code}


class Embedding:
    """The handler of the events' script."""

    def __init__(self, parts: Parts, assets: Assets) -> None:
        """Take the server's parts and the script's text."""
        self._parts = parts
        self._before, _, self._after = assets.events.rpartition(PLACE)

    async def events(self, request: Request) -> Response:
        """Answer with the script of one flow; 404 for a handle that leads to none."""
        handle = request.path_params["handle"]
        flow_id = self._parts.handles.flow_id(handle)
        flow = await self._parts.store.find(flow_id) if flow_id else None
        if flow is None:
            return Whole(b"", 404, HEADERS)
        told = msgspec.json.encode(self._configuration(flow)).decode()
        return Whole(f"{self._before}{told}{self._after}".encode(), 200, HEADERS)

    def _configuration(self, flow: Flow) -> dict[str, object]:
        partner = self._parts.partners.by_appid(flow.partner)
        return {
            # Tells one flow from the next in the same frame, and nothing else.
            "tag": hashlib.sha256(flow.id.encode()).hexdigest()[:8],
            "origins": partner.embed_origins if partner else (),
            "loopback": self._parts.settings.loopback_allowed,
            "total": 2 if flow.has_basic_info else 1,
            "recovery": RECOVERY,
            "close": language_of(flow).text("关闭"),
        }
