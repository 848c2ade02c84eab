"""A session that a test has opened: its address, where its flow stands, and a way to a step."""

from dataclasses import dataclass
from typing import Any

from h5kit.testing.server import DemoServer


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What `POST /v1/sessions` answered, and what the sandbox tells of its flow."""

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
        """Answer everything on the way to a step, without a browser. Returns itself.

        Raises ValueError where the number's scenario doesn't lead there.
        """
        reached = self.server.call(f"/sandbox/flows/{self.handle}", {"step": step})
        if reached["step"] != step:
            raise ValueError(f"this number's scenario ends in {reached['step']}, not in {step}")
        return self

    def story(self) -> dict[str, Any]:
        """Return the flow's history and its pushes, for a failed test's report."""
        state = self.state()
        sid = state["sid"]
        pushes = self.server.call(f"/sandbox/deliveries?sid={sid}") if sid else []
        return {**state, "deliveries": pushes}
