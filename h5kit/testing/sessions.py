"""A session opened by a test: its address, the state of its flow, and a jump to a step."""

from dataclasses import dataclass
from typing import Any

from h5kit.testing.server import DemoServer


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """The answer of `POST /v1/sessions`, with the sandbox's information about its flow."""

    server: DemoServer
    url: str
    handle: str

    @property
    def sid(self) -> str:
        """The carrier's sid, "" until the number has been submitted."""
        return str(self.state()["sid"])

    def state(self) -> dict[str, Any]:
        """Return `{"sid","step","rev","history","captcha","carrier_logins"}`."""
        return self.server.flow(self.handle)

    def jump(self, step: str) -> "OpenedSession":
        """Answer all steps up to a step, without a browser; return the session itself.

        Raises ValueError if the number's scenario doesn't contain the step.
        """
        reached = self.server.call(f"/sandbox/flows/{self.handle}", {"step": step})
        if reached["step"] != step:
            raise ValueError(f"this number's scenario ends in {reached['step']}, not in {step}")
        return self

    def story(self) -> dict[str, Any]:
        """Return the flow's history and pushes, for the report of a failed test."""
        state = self.state()
        sid = state["sid"]
        pushes = self.server.call(f"/sandbox/deliveries?sid={sid}") if sid else []
        return {**state, "deliveries": pushes}
