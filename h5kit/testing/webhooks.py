"""A partner's receiver as a test sees it: answers to give, events to wait for, all verified."""

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
    """Return which event a push is: by its flag, else by its body (contract, section 4)."""
    flag = parse_qs(urlsplit(push.path).query).get("yulore_flag", [""])[0]
    if flag:
        return flag
    return "record" if {"data", "enc"} & push.json().keys() else "auth"


def answer_of(given: Answer) -> Told:
    """Return status and body of an answer: `"ok"`, `500`, `(200, "no")`."""
    match given:
        case str():
            return 200, given.encode()
        case int():
            return given, b""
        case (status, body):
            return status, body.encode()


@dataclass(slots=True)
class ReceiverAnswers:
    """What the tries of each push of an event are answered, one after the other; then `ok`."""

    given: Sequence[Told]
    tried: Counter[str] = field(default_factory=Counter)

    def to(self, push: Push) -> Told:
        """Return how the next try of a push is answered; it's told apart by its webhook-id."""
        one = push.headers["webhook-id"]
        self.tried[one] += 1
        return self.given[self.tried[one] - 1] if self.tried[one] <= len(self.given) else OK


class Webhooks:
    """What the kit pushed since this test began."""

    def __init__(self, receiver: Receiver, server: DemoServer) -> None:
        """Take the receiver that the server pushes to; what came before is none of our business."""
        self._receiver = receiver
        self._server = server
        self._first = len(receiver.pushes())
        # What an earlier test has brought about may still arrive in this one.
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
        """Answer the tries of each push so, in their order, then `ok`: `answers(500, "no")`.

        Pushes are told apart, so that two of them at once don't take each other's answers;
        with `event` only that event's are answered so, the others as they were. A call replaces
        what an earlier one said of the same event, or of all where it names none; tries are
        counted from there. Raises ValueError for an event that there isn't.
        """
        if event:
            _check(event)
        given = [answer_of(answer) for answer in answers]
        for one in (event,) if event else EVENTS:
            self._answers[one] = ReceiverAnswers(given)

    def wait(self, event: str, sid: str | None = None, timeout: float = 20) -> dict[str, Any]:
        """Return the body of the first push of an event (`auth`, `report`, `record`).

        `sid` tells flows apart, whenever their pushes came; without it any flow of this test is
        meant. Encrypted records are opened. Raises TimeoutError after `timeout` seconds,
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
        """Say which events came of the flow, and of any since this test began."""
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
        """Return a flow's push of an event once `count` tries ended; TimeoutError for fewer."""
        _check(event)
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            for push in self.deliveries(sid):
                ended = [t for t in push["tries"] if t["outcome"] != "started"]
                # A try's end is written before what follows from it.
                is_settled = push["state"] != "running"
                if push["kind"] == event and len(ended) >= count and is_settled:
                    return push
        raise TimeoutError(f"fewer than {count} tries in {timeout} s")

    def _sid(self, push: Push) -> str:
        """Return whose flow a push is about; sealed records are opened for it once."""
        one = push.headers.get("webhook-id", "")
        if one not in self._receiver.sids:
            self._receiver.sids[one] = sid_of(self._opened(push))
        return self._receiver.sids[one]

    def _opened(self, push: Push) -> dict[str, Any]:
        """Return the body; that of sealed records is opened with the partner's secret."""
        body = push.json()
        if "enc" not in body:
            return body
        opened: dict[str, Any] = json.loads(unseal(self._secret, push.body))
        return opened

    def _checked(self, push: Push) -> Push:
        """Check the signature; not how old it is, for a test may look at it late."""
        sent = push.headers
        moment = datetime.fromtimestamp(int(sent["webhook-timestamp"]), UTC)
        right = self._signer.sign(sent["webhook-id"], moment, push.body.decode())
        if not hmac.compare_digest(right, sent["webhook-signature"]):
            raise AssertionError("a push that isn't signed with the partner's secret")
        return push


def sid_of(body: dict[str, Any]) -> str:
    """Return whose flow a push is about."""
    return str(body.get("sid") or body.get("data", {}).get("sid", ""))


def _check(event: str) -> None:
    if event not in EVENTS:
        raise ValueError(f"{event!r} is none of {', '.join(EVENTS)}")
