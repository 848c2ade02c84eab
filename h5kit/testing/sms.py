"""Read the SMS sent by the sandbox carrier."""

from typing import Any

from h5kit.testing.server import DemoServer


class Sms:
    """Reads the inboxes of numbers."""

    def __init__(self, server: DemoServer) -> None:
        """Read from this server."""
        self._server = server

    def of(self, tel: str) -> list[dict[str, Any]]:
        """Return `[{"tel","text","code","kind","sent_at"}]`, newest first."""
        found: list[dict[str, Any]] = self._server.call(f"/sandbox/sms?tel={tel}")
        return found

    def last(self, tel: str) -> str:
        """Return the newest code; raises LookupError if nothing was sent."""
        sent = self.of(tel)
        if not sent:
            raise LookupError("no SMS was sent to this number")
        return str(sent[0]["code"])
