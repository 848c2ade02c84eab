"""A demo server in a process of its own, and small calls to its sandbox addresses."""

from typing import Any
from urllib.parse import urlencode

from h5kit.testing.process import ServerProcess


class DemoServer(ServerProcess):
    """`h5kit demo` on a free port, for as long as the `with` block runs."""

    def __init__(self, *options: str) -> None:
        """Take further options of the command."""
        super().__init__("demo", *options)

    @property
    def data(self) -> str:
        """The folder that holds the server's data."""
        folder: str = self.told["data"]
        return folder

    def entry(self, **parameters: str) -> str:
        """Return the address that a partner sends a person to."""
        query = {"token": self.partner["token"], **parameters}
        return f"{self.base_url}/?{urlencode(query)}"

    def session(self, **fields: object) -> dict[str, str]:
        """Open a session as a partner's server does; returns url, handle, expires_at."""
        made: dict[str, str] = self.call("/v1/sessions", fields)
        return made

    def last_code(self, tel: str) -> str:
        """Return the SMS code sent last to a number."""
        return self.codes(tel)[0]

    def flow(self, handle: str) -> dict[str, Any]:
        """Return where a flow stands."""
        told: dict[str, Any] = self.call(f"/sandbox/flows/{handle}")
        return told
