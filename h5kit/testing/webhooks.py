"""A partner's receiver for tests: set answers, wait for events; all signatures are verified."""

import hmac
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from standardwebhooks import Webhook

from h5kit.delivery.envelope import unseal
from h5kit.delivery.signing import webhook_key
from h5kit.testing.receiver import OK, Push, Receiver
from h5kit.testing.receiver import Answer as Told
from h5kit.testing.server import DemoServer

Answer = str | int | tuple[int, str]
EVENTS = ("auth", "report", "record")


def event_of(push: Push) -> str:
    """Return the event of a push, by its flag or its body (contract, section 4: pushes)."""
    flag = parse_qs(urlsplit(push.path).query).get("yulore_flag", [""])[0]
    if flag:
        return flag
    return "record" if {"data", "enc"} & push.json().keys() else "auth"


def answer_of(given: Answer) -> Told:
    """Return the status and body of an answer: `"ok"`, `500` or `(200, "no")`."""
    match given:
        case str():
            return 200, given.encode()
        case int():
            return given, b""
        case (status, body):
            return status, body.encode()


@dataclass(slots=True)
class ReceiverAnswers:
    """The answers to the tries of each push of an event, in order; later tries get `ok`."""

    given: Sequence[Told]
    tried: Counter[str] = field(default_factory=Counter)

    def to(self, push: Push) -> Told:
        """Return the answer to the next try of a push; pushes are identified by webhook-id."""
        one = push.headers["webhook-id"]
        self.tried[one] += 1
        return self.given[self.tried[one] - 1] if self.tried[one] <= len(self.given) else OK


class Webhooks:
    """The pushes received since the start of this test."""

    def __init__(self, receiver: Receiver, server: DemoServer) -> None:
        """Read from the receiver to which the server pushes; ignore earlier pushes."""
        self._receiver = receiver
        self._server = server
        self._first = len(receiver.pushes())
        # Pushes of an earlier test may still arrive during this one.
        self._earlier = frozenset(str(push["sid"]) for push in self.deliveries())
        self._secret = server.partner["secret"]
        self._signer = Webhook(webhook_key(self._secret))
        self._answers = {event: ReceiverAnswers([]) for event in EVENTS}
        receiver.answer_by(lambda push: self._answers[event_of(push)].to(push))

    @property
    def url(self) -> str:
        """The receiver's address."""
        return self._receiver.url

    def answers(self, *answers: Answer, event: str = "") -> None:
        """Set the answers to the tries of each push in order, then `ok`: `answers(500, "no")`.

        Each push has its own sequence, so two pushes at once don't share answers. With `event` only
        pushes of this event get the answers. A call replaces the answers of an earlier call for the
        same event, or for all events without `event`, and restarts the sequence. Raises ValueError
        for an unknown event.
        """
        if event:
            _check(event)
        given = [answer_of(answer) for answer in answers]
        for one in (event,) if event else EVENTS:
            self._answers[one] = ReceiverAnswers(given)

    def wait(self, event: str, sid: str | None = None, timeout: float = 20) -> dict[str, Any]:
        """Return the body of the first push of an event (`auth`, `report`, `record`).

        `sid` selects a flow, also for pushes from before the test; without it, any flow of this
        test matches. Encrypted records are decrypted. Raises TimeoutError after `timeout` seconds,
        AssertionError for a push that isn't signed with the partner's secret.
        """
        _check(event)
        since = 0 if sid else self._first

        def is_meant(push: Push) -> bool:
            if event_of(push) != event:
                return False
            found = self._sid(push)
            return found == sid if sid else found not in self._earlier

        try:
            found = self._receiver.first(is_meant, since, timeout)
        except TimeoutError:
            of = f" of {sid}" if sid else ""
            came = self._came(sid or "")
            raise TimeoutError(f"no {event}{of} within {timeout} s; {came}") from None
        return self._opened(self._checked(found))

    def _came(self, sid: str) -> str:
        """Return which events were received for the flow, and for any flow of this test."""
        events: dict[str, list[str]] = defaultdict(list)
        for n, push in enumerate(self._receiver.pushes()):
            if n >= self._first or self._sid(push) == sid:
                events[self._sid(push)].append(event_of(push))
        told = (f"{', '.join(kinds)} of {one}" for one, kinds in events.items())
        return f"what came: {'; '.join(told) or 'nothing'}"

    def deliveries(self, sid: str = "") -> list[dict[str, Any]]:
        """Return the server's log of pushes and their tries, newest first."""
        found: list[dict[str, Any]] = self._server.call(f"/sandbox/deliveries?sid={sid}")
        return found

    def wait_for_tries(
        self, count: int, sid: str, event: str = "auth", timeout: float = 20
    ) -> dict[str, Any]:
        """Return a flow's push of an event after `count` finished tries; raises TimeoutError."""
        _check(event)
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            for push in self.deliveries(sid):
                ended = [t for t in push["tries"] if t["outcome"] != "started"]
                # The end of a try is written before its follow-up.
                is_settled = push["state"] != "running"
                if push["kind"] == event and len(ended) >= count and is_settled:
                    return push
        raise TimeoutError(f"fewer than {count} tries in {timeout} s")

    def _sid(self, push: Push) -> str:
        """Return the sid of a push; encrypted records are decrypted once for it."""
        one = push.headers.get("webhook-id", "")
        if one not in self._receiver.sids:
            self._receiver.sids[one] = sid_of(self._opened(push))
        return self._receiver.sids[one]

    def _opened(self, push: Push) -> dict[str, Any]:
        """Return the body; encrypted records are decrypted with the partner's secret."""
        body = push.json()
        if "enc" not in body:
            return body
        opened: dict[str, Any] = json.loads(unseal(self._secret, push.body))
        return opened

    def _checked(self, push: Push) -> Push:
        """Verify the signature but not its age, because a test may read the push late."""
        sent = push.headers
        moment = datetime.fromtimestamp(int(sent["webhook-timestamp"]), UTC)
        right = self._signer.sign(sent["webhook-id"], moment, push.body.decode())
        if not hmac.compare_digest(right, sent["webhook-signature"]):
            raise AssertionError("a push that isn't signed with the partner's secret")
        return push


def sid_of(body: dict[str, Any]) -> str:
    """Return the sid in the body of a push."""
    return str(body.get("sid") or body.get("data", {}).get("sid", ""))


def _check(event: str) -> None:
    if event not in EVENTS:
        raise ValueError(f"{event!r} is not one of {', '.join(EVENTS)}")
