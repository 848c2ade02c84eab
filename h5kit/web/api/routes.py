"""The routes for programs: partners' servers, load balancers and scrapers."""

from h5kit.web.api.deliveries import DeliveryApi
from h5kit.web.api.health import Health
from h5kit.web.api.metrics import Metrics
from h5kit.web.api.pulls import PullApi
from h5kit.web.api.sessions import SessionApi
from h5kit.web.http.routes import Room, api
from h5kit.web.http.services import WebServices

JSON_BELOW = ("/v1/", "/calls/", "/cuishou", "/itag", "/healthz", "/readyz")


def api_room(services: WebServices, health: Health, metrics: Metrics | None) -> Room:
    """Return the room's routes; with `/metrics` unless `metrics` is None."""
    sessions, pulls, deliveries = SessionApi(services), PullApi(services), DeliveryApi(services)
    routes = (
        api("/v1/sessions", sessions.open, "POST"),
        api("/v1/authorizations/{sid}", pulls.erase, "DELETE"),
        api("/v1/deliveries", deliveries.listed, "GET"),
        api("/v1/deliveries/{id}/redeliver", deliveries.redeliver, "POST"),
        api("/calls/record", pulls.record, "GET"),
        api("/calls/report", pulls.report, "GET"),
        api("/calls/sid", pulls.newest, "GET"),
        api("/cuishou", pulls.score, "GET"),
        api("/itag", pulls.tags, "GET"),
        api("/healthz", health.healthz, "GET"),
        api("/readyz", health.readyz, "GET"),
    )
    if metrics is None:
        return Room(routes, JSON_BELOW)
    metrics_route = api("/metrics", metrics.endpoint(services.store.backlog), "GET")
    return Room((*routes, metrics_route), JSON_BELOW)
