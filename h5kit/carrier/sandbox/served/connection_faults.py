"""The faults of a broken carrier, simulated on the HTTP connection of the call."""

from typing import Final, assert_never

from starlette.requests import Request
from starlette.responses import Response

from h5kit.carrier.sandbox.scenarios import Fault
from h5kit.media_types import JSON

DROP: Final = "h5kit.drop"
"""The name of the ASGI extension that drops a connection: a callable without arguments."""

GARBAGE: Final = b'\xff\xfe{"status":0,"data":{"sid":<html>\x00'


async def play(fault: Fault, request: Request) -> Response:
    """Simulate a fault: answer wrongly, never, or drop the connection.

    Raises RuntimeError if the connection must be dropped and the server lacks the extension `DROP`.
    """
    match fault:
        case Fault.SILENT:
            return await _until_gone(request)
        case Fault.HTTP_500:
            return Response("Internal Server Error", 500, media_type="text/plain")
        case Fault.GARBAGE:
            return Response(GARBAGE, media_type=JSON)
        case Fault.DROPPED:
            return await _dropped(request)
        case _:
            assert_never(fault)


async def _until_gone(request: Request) -> Response:
    """Wait until the client has disconnected; the answer is never sent."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


async def _dropped(request: Request) -> Response:
    drop = request.scope.get("extensions", {}).get(DROP)
    if drop is None:
        raise RuntimeError("this server can't drop a connection")
    drop()
    return await _until_gone(request)
