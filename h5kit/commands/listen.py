"""`h5kit listen`: a local receiver that prints pushes and gives chosen answers."""

import json
import signal
import threading
from typing import TYPE_CHECKING, Any

import click

from h5kit.commands.ports import NO_PORT, PORT, unavailable

if TYPE_CHECKING:
    from h5kit.testing.receiver import Push

HANG_SECONDS = 60
"""Longer than the deadline of a push."""


@click.command()
@click.option("--port", type=PORT, default=9000, show_default=True, help="0 chooses a free one.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--answer", "answers", default="ok", show_default=True,
    help="ok, no (200, but not accepted), redirect, hang, or a status such as 500; in a list with "
    "commas each answers one push, the last one all later pushes.",
)  # fmt: skip
@click.option("--secret", default="", help="The partner's secret: verifies signatures.")
def listen(*, port: int, host: str, answers: str, secret: str) -> None:
    """Print each push as one JSON line (personal data); Ctrl-C stops."""
    from h5kit.testing.receiver import Receiver

    planned = [_answer(word.strip()) for word in answers.split(",")]
    lock = threading.Lock()

    class Listener(Receiver):
        def take(self, push: "Push") -> tuple[int, bytes]:
            with lock:
                word, status, body = planned.pop(0) if len(planned) > 1 else planned[0]
                line = {**_line(push, secret), "answered": word}
                click.echo(json.dumps(line, ensure_ascii=False))
            if word == "hang":
                threading.Event().wait(HANG_SECONDS)
            return status, body

    try:
        listener = Listener(host, port)
    except NO_PORT as fault:
        raise unavailable(host, port, fault) from None
    ended = threading.Event()
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, lambda *_: ended.set())
    with listener:
        click.echo(f"Listening on {listener.url}", err=True)
        ended.wait()


def _answer(word: str) -> tuple[str, int, bytes]:
    """Return (answer's name, status, body)."""
    known = {"ok": (200, b"ok"), "no": (200, b"no"), "redirect": (302, b""), "hang": (200, b"ok")}
    if word in known:
        return (word, *known[word])
    if word.isdecimal() and 200 <= int(word) <= 599:  # noqa: PLR2004
        return word, int(word), b""
    raise click.BadParameter(f"{word!r} is not ok, no, redirect, hang or a status")


def _line(push: "Push", secret: str) -> dict[str, Any]:
    try:
        body: Any = json.loads(push.body)
    except ValueError:
        body = push.body.decode("utf-8", "replace")
    signature = _verified(push, secret) if secret else "unchecked"
    event = push.headers.get("webhook-id", "")
    return {"path": push.path, "id": event, "signature": signature, "body": body}


def _verified(push: "Push", secret: str) -> str:
    from standardwebhooks import Webhook, WebhookVerificationError

    from h5kit.delivery.signing import webhook_key

    try:
        Webhook(webhook_key(secret)).verify(push.body, push.headers)
    except WebhookVerificationError:
        return "wrong"
    return "verified"
