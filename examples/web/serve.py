"""A partner's site: one page that shows the flow, and the server calls behind it.

h5kit demo &
python examples/web/serve.py            # http://localhost:8100
"""

import argparse
import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

HERE = str(Path(__file__).parent)


class Partner(SimpleHTTPRequestHandler):
    """Serves the page, opens sessions, and takes pushes."""

    kit = secret = ""

    def do_POST(self) -> None:
        """`/session` opens a flow (the secret stays here); `/push` is where the truth arrives."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        answer = self.session(json.loads(body)) if self.path == "/session" else b"ok"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def session(self, fields: dict[str, str]) -> bytes:
        """Return `{"url", …}` of a new flow, and where the kit is."""
        request = Request(f"{self.kit}/v1/sessions", json.dumps(fields).encode())  # noqa: S310
        request.add_header("authorization", f"Bearer {self.secret}")
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            made: bytes = answer.read()
        return made

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def main() -> None:
    """Serve until told to stop; the first line says where."""
    options = argparse.ArgumentParser()
    options.add_argument("--kit", default="http://127.0.0.1:8000")
    options.add_argument("--secret", default="demo-secret-0123456789abcdef")
    options.add_argument("--port", type=int, default=8100)
    given = options.parse_args()
    Partner.kit, Partner.secret = given.kit, given.secret
    server = ThreadingHTTPServer(("127.0.0.1", given.port), partial(Partner, directory=HERE))
    print(f"http://localhost:{server.server_port}/?kit={given.kit}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
