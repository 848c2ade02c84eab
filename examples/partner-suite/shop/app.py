"""The shop: a page whose button opens a session, a receiver for the push, the order page."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from standardwebhooks import Webhook, WebhookVerificationError

PAGE = "<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{body}"
WAIT = "<meta http-equiv=refresh content=1>"
BUTTON = '<form method=post action="/authorize?order={order}"><button>去授权</button></form>'

# h5kit is on loopback here, so ignore http_proxy.
DIRECTLY = build_opener(ProxyHandler({}))


class Shop:
    """The shop's server on a free port while the `with` block runs."""

    def __init__(self, kit: str = "", secret: str = "") -> None:
        self.kit, self.secret = kit, secret
        self.tel: dict[str, str] = {}
        self.granted: dict[str, str] = {}
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                order = parse_qs(parts.query).get("order", ["?"])[0]
                if parts.path == "/done":
                    self._page("订单已提交", f"<p>{order}</p>")
                elif parts.path == "/order":
                    is_granted = order in shop.granted
                    self._page("已授权" if is_granted else "等待结果", "" if is_granted else WAIT)
                else:
                    self._page("借款申请", BUTTON.format(order=order))

            def do_POST(self) -> None:
                if self.path.partition("?")[0] == "/push":
                    body = self.rfile.read(int(self.headers["content-length"]))
                    is_ours = shop.take(body, dict(self.headers.items()))
                    self._answer(200 if is_ours else 400, b"ok" if is_ours else b"", "text/plain")
                    return
                order = parse_qs(urlsplit(self.path).query)["order"][0]
                self.send_response(303)
                self.send_header("location", shop.session(order))
                self.end_headers()

            def _page(self, title: str, body: str) -> None:
                html = PAGE.format(title=title, body=body).encode()
                self._answer(200, html, "text/html; charset=utf-8")

            def _answer(self, status: int, content: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def session(self, order: str) -> str:
        """Open a session at h5kit and return the address for the customer."""
        fields = {"uid": order, "redirect_url": f"{self.url}/done?order={order}"}
        if order in self.tel:
            fields["tel"] = self.tel[order]
        request = Request(f"{self.kit}/v1/sessions", json.dumps(fields).encode())
        request.add_header("content-type", "application/json")
        request.add_header("authorization", f"Bearer {self.secret}")
        with DIRECTLY.open(request, timeout=10) as answer:
            return str(json.load(answer)["url"])

    def take(self, body: bytes, headers: dict[str, str]) -> bool:
        """Store the authorization of a push; return False unless h5kit signed it just now."""
        key = "whsec_" + base64.b64encode(self.secret.encode()).decode()
        try:
            Webhook(key).verify(body.decode(), headers)
        except (WebhookVerificationError, UnicodeDecodeError):
            return False
        push = json.loads(body)
        # A push may arrive twice, so storing it twice must do no harm.
        if push["status"] == 0:
            self.granted[push["uid"]] = push["sid"]
        return True

    def __enter__(self) -> "Shop":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
