"""The SMS that the sandbox carrier has sent."""

from typing import Any

from h5kit.testing.server import DemoServer


class Sms:
    """Reads numbers' inboxes."""

    def __init__(self, server: DemoServer) -> None:
        """Take the server whose carrier sends them."""
        self._server = server

    def of(self, tel: str) -> list[dict[str, Any]]:
        """Return `[{"tel","text","code","kind","sent_at"}]`, newest first."""
        found: list[dict[str, Any]] = self._server.call(f"/sandbox/sms?tel={tel}")
        return found

    def last(self, tel: str) -> str:
        """Return the newest code; raises LookupError where nothing was sent."""
        sent = self.of(tel)
        if not sent:
            raise LookupError("no SMS was sent to this number")
        return str(sent[0]["code"])
