"""The gateway's dialect over HTTP, as a client: the adapter that production uses."""

from h5kit.carrier.http.breaker import BreakerRule
from h5kit.carrier.http.calls import Deadlines
from h5kit.carrier.http.gateway import HttpGateway

__all__ = ["BreakerRule", "Deadlines", "HttpGateway"]
