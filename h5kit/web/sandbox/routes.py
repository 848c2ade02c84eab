"""The routes of the sandbox; they exist only with the sandbox carrier."""

from typing import Final

from h5kit.carrier.gateway import Gateway
from h5kit.carrier.sandbox import SandboxGateway
from h5kit.clock import MovableClock
from h5kit.web.http.assets import Assets
from h5kit.web.http.routes import Room, api, page
from h5kit.web.http.services import WebServices
from h5kit.web.sandbox.api import SandboxApi
from h5kit.web.sandbox.console import SandboxConsole

JSON_BELOW: Final = (
    "/sandbox/scenarios",
    "/sandbox/sms",
    "/sandbox/flows/",
    "/sandbox/deliveries",
    "/sandbox/clock",
)
"""On a server without a sandbox these addresses answer 404 in JSON."""


def sandbox_room(services: WebServices, gateway: Gateway, assets: Assets) -> Room:
    """Return the room; it has no routes if the carrier or the clock is a real one."""
    clock = services.clock
    if not isinstance(gateway, SandboxGateway) or not isinstance(clock, MovableClock):
        return Room(json_below=JSON_BELOW)
    addresses, console = (
        SandboxApi(services, gateway, clock),
        SandboxConsole(services, gateway, clock, assets),
    )
    remembering = console.chosen_language.remembering
    return Room(
        (
            page("/sandbox", remembering(console.page), "GET"),
            page("/sandbox/start", remembering(console.start), "POST"),
            page("/sandbox/move", remembering(console.move), "POST"),
            page("/sandbox/report", remembering(console.report), "GET"),
            api("/sandbox/live", console.live, "GET"),
            api("/sandbox/receiver", console.receive, "POST"),
            api("/sandbox/scenarios", addresses.scenarios, "GET"),
            api("/sandbox/sms", addresses.sms, "GET"),
            api("/sandbox/flows/{handle}", addresses.flow, "GET", "POST"),
            api("/sandbox/deliveries", addresses.deliveries, "GET"),
            api("/sandbox/clock", addresses.clock, "GET", "POST"),
        ),
        JSON_BELOW,
    )
