"""The ASGI application: the dialect's calls and the sandbox's own endpoints for one gateway."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from h5kit.carrier.dialect import PATHS
from h5kit.carrier.sandbox.gateway import SandboxGateway
from h5kit.carrier.sandbox.served.calls import Document, SandboxCalls, onto_the_wire
from h5kit.carrier.sandbox.served.captcha_forms import CaptchaForm
from h5kit.carrier.sandbox.served.connection_faults import DROP
from h5kit.carrier.sandbox.served.endpoints import SandboxEndpoints
from h5kit.carrier.sandbox.served.tokens import IssuedTokens
from h5kit.clock import MovableClock
from h5kit.media_types import JSON
from h5kit.messages import Status
from h5kit.trailing_slash import answer_with_slash

__all__ = ["APPID", "DROP", "SECRET", "CaptchaForm", "create_sandbox"]

APPID: Final = "sandbox"
SECRET: Final = "sandbox-secret-0123456789abcdef"  # noqa: S105 - it opens nothing real


def create_sandbox(
    clock: MovableClock,
    *,
    appid: str = APPID,
    secret: str = SECRET,
    captcha: CaptchaForm = CaptchaForm.BASE64,
    captcha_seed: int | None = None,
    documents: Mapping[str, Document] | None = None,
) -> Starlette:
    """Return the ASGI application of a new sandbox.

    Its one client has `appid` and `secret`; `captcha` is the form in which it gets captchas.
    `documents` are functions that compute a document from records, by path (`/calls/report`,
    `/cuishou`, `/itag`). The scenario that drops its connection needs a server with the extension
    `DROP`, such as the one of `h5kit sandbox`.
    """
    gateway = SandboxGateway(clock, captcha_seed=captcha_seed, on_fault=onto_the_wire)
    calls = SandboxCalls(gateway, IssuedTokens(clock, appid, secret), captcha)
    own = SandboxEndpoints(gateway, clock)
    app = Starlette(
        routes=[
            *(Route(path, calls.endpoint(call), methods=["GET", "POST"])
              for call, path in PATHS.items()),
            *(Route(path, calls.document(make), methods=["GET", "POST"])
              for path, make in (documents or {}).items()),
            Route("/sandbox/scenarios", own.scenarios, methods=["GET"]),
            Route("/sandbox/sms", own.sms, methods=["GET"]),
            Route("/sandbox/clock", own.clock, methods=["GET", "POST"]),
        ],
        exception_handlers={404: _refused, 405: _refused},
    )  # fmt: skip
    answer_with_slash(app)
    return app


async def _refused(_: Request, fault: Exception) -> Response:
    """Answer an unknown path, or a wrong method (with the header `Allow`)."""
    status = Status.BAD_PARAMETER.value
    body = {"status": status, "msg": Status(status).text, "data": {}, "action": "reset"}
    http, headers = getattr(fault, "status_code", 404), getattr(fault, "headers", None)
    return Response(msgspec.json.encode(body), http, headers, media_type=JSON)
