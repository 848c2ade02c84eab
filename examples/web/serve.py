"""A partner's site: one page that shows the flow, and the server calls behind it.

h5kit demo &
python examples/web/serve.py            # http://localhost:8100
"""

import argparse
import json
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

HERE = Path(__file__).parent
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/partner.js": ("partner.js", "text/javascript; charset=utf-8"),
}
FROM_THE_BROWSER = ("tel", "lang", "size")
MOST_BYTES = 4096
# h5kit is on this machine here. If yours is behind a proxy, use urlopen instead.
DIRECTLY = build_opener(ProxyHandler({}))


class Partner(BaseHTTPRequestHandler):
    """Serves the page, opens sessions, and receives pushes."""

    kit = secret = ""

    def do_GET(self) -> None:
        """Serve the page and its script, and no other file of this folder."""
        name, kind = FILES.get(self.path.partition("?")[0], ("", ""))
        if name:
            self._answer(200, (HERE / name).read_bytes(), kind)
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        """`/session` opens a flow (the secret stays here); `/push` receives the result."""
        body = self.rfile.read(min(int(self.headers.get("content-length", "0")), MOST_BYTES))
        if self.path == "/push":
            self._answer(200, b"ok", "text/plain")
        elif self.path == "/session":
            self._answer(*self.session(body), "application/json; charset=utf-8")
        else:
            self._answer(404, b"", "text/plain")

    def session(self, body: bytes) -> tuple[int, bytes]:
        """Return h5kit's answer: `{"url", …}` of a new flow, or the fault."""
        try:
            wanted = json.loads(body)
            fields = {name: wanted[name] for name in FROM_THE_BROWSER if name in wanted}
            # Take the uid from your own login: a browser could send anybody's.
            fields["uid"] = f"order-{secrets.token_hex(8)}"
            if wanted.get("mode") == "redirect":
                # h5kit accepts it only if the host is in redirect_hosts.
                fields["redirect_url"] = f"http://{self.headers['host']}/?back"
        except (ValueError, TypeError, AttributeError):
            return 400, b'{"msg": "malformed request"}'
        request = Request(f"{self.kit}/v1/sessions", json.dumps(fields).encode())  # noqa: S310
        request.add_header("authorization", f"Bearer {self.secret}")
        try:
            with DIRECTLY.open(request, timeout=10) as answer:
                return answer.status, answer.read()
        except HTTPError as refused:
            return refused.code, refused.read()
        except OSError:
            return 502, b'{"msg": "h5kit does not answer"}'

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def main() -> None:
    """Serve until interrupted; the first line printed is the address."""
    options = argparse.ArgumentParser()
    options.add_argument("--kit", default="http://127.0.0.1:8000")
    options.add_argument("--secret", default="demo-secret-0123456789abcdef")
    options.add_argument("--port", type=int, default=8100)
    given = options.parse_args()
    Partner.kit, Partner.secret = given.kit, given.secret
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Partner)
    print(f"http://localhost:{server.server_port}/?kit={given.kit}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
