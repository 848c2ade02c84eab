"""Prometheus metrics of one server, without personal data.

Labels come only from closed sets (steps, carriers, provinces, message codes, routes, outcomes), so
the number of time series is bounded.
"""

import hmac
from collections.abc import Awaitable, Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from h5kit import areas
from h5kit.flow.record import Flow
from h5kit.steps.number_carrier import UNKNOWN_CARRIER, carrier_of
from h5kit.web.http.credentials import bearer
from h5kit.web.http.headers import COMMON
from h5kit.web.http.responses import RawResponse, json

NOT_ALLOWED = 401
ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
GATEWAY_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)
PUSH_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS = frozenset({"GET", "POST", "HEAD"})
_PROVINCES = frozenset(areas.PROVINCES)
UNKNOWN = "unknown"


class Metrics:
    """The metrics of one server, in a registry of their own.

    A scraper must send `token` as `Authorization: Bearer`; None allows everybody.
    """

    def __init__(self, token: str | None) -> None:
        """Create the metrics with the value 0."""
        self._token = token
        self._registry = r = CollectorRegistry()
        ProcessCollector(registry=r)
        self._steps = Counter(
            "h5kit_steps", "Moves of flows, by the step they led to, and whose the number is.",
            ["step", "carrier", "region"], registry=r,
        )  # fmt: skip
        self._messages = Counter(
            "h5kit_messages", "Messages shown, by the number's carrier and region.",
            ["message", "carrier", "region"], registry=r,
        )  # fmt: skip
        self._limits = Counter(
            "h5kit_limits_reached", "Refusals by a limit of a number, by the limit's kind of use.",
            ["kind"], registry=r,
        )  # fmt: skip
        self._gateway = Histogram(
            "h5kit_gateway_seconds", "Calls to the gateway, by call and outcome.",
            ["call", "outcome"], registry=r, buckets=GATEWAY_SECONDS,
        )  # fmt: skip
        self._deviations = Counter(
            "h5kit_gateway_deviations", "Parts of the gateway's answers in another spelling.",
            ["call", "path"], registry=r,
        )  # fmt: skip
        self._pushes = Histogram(
            "h5kit_push_seconds", "Tries of pushes, by kind and outcome.",
            ["kind", "outcome"], registry=r, buckets=PUSH_SECONDS,
        )  # fmt: skip
        self._answers = Histogram(
            "h5kit_request_seconds", "Answers to requests, by route, method and status.",
            ["route", "method", "status"], registry=r, buckets=ANSWER_SECONDS,
        )  # fmt: skip
        self._waiting = Gauge("h5kit_jobs_waiting", "Jobs that wait or run.", registry=r)

    def opened(self, flow: Flow) -> None:
        """Count nothing: opening a flow is not a transition."""

    def changed(self, before: Flow, after: Flow) -> None:
        """Count a transition, and the messages that the page shows."""
        codes = [s.code for s in after.shown] if after.shown != before.shown else []
        if after.rev == before.rev and not codes:
            return
        whose = carrier_of(after, after.tel) if after.tel else UNKNOWN_CARRIER
        carrier = whose.carrier or UNKNOWN
        region = whose.region if whose.region in _PROVINCES else UNKNOWN
        if after.rev != before.rev:
            self._steps.labels(after.state.value, carrier, region).inc()
        for code in codes:
            self._messages.labels(str(code), carrier, region).inc()

    def record_limit(self, kind: str) -> None:
        """Count a limit that refused something."""
        self._limits.labels(kind).inc()

    def record_push(self, kind: str, outcome: str, seconds: float) -> None:
        """Record a try of a push."""
        self._pushes.labels(kind, outcome).observe(seconds)

    def record_call(self, call: str, outcome: str, seconds: float) -> None:
        """Record a call to the gateway; pass it to `HttpGateway` as `observe`."""
        self._gateway.labels(call, outcome).observe(seconds)

    def record_deviation(self, call: str, path: str) -> None:
        """Record a deviation of an answer; pass it to `HttpGateway` as `observe_deviation`."""
        self._deviations.labels(call, path).inc()

    def record_answer(self, method: str, route: str, status: int, seconds: float) -> None:
        """Record an answer to a request; unusual methods count as `other`."""
        label = method if method in METHODS else "other"
        self._answers.labels(route, label, str(status)).observe(seconds)

    def endpoint(
        self, backlog: Callable[[], Awaitable[int]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return the handler of `/metrics`; `backlog` returns the number of open jobs."""

        async def metrics(request: Request) -> Response:
            if not self._may_read(request):
                return json({"status": "no token"}, NOT_ALLOWED)
            self._waiting.set(await backlog())
            kind = (b"content-type", CONTENT_TYPE_PLAIN_0_0_4.encode())
            return RawResponse(generate_latest(self._registry), 200, [*COMMON, kind])

        return metrics

    def _may_read(self, request: Request) -> bool:
        if self._token is None:
            return True
        return hmac.compare_digest(bearer(request).encode(), self._token.encode())
