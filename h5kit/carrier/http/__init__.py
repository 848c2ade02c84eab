"""The gateway adapter for production: a client of the gateway's HTTP dialect."""

from h5kit.carrier.http.breaker import BreakerRule
from h5kit.carrier.http.deadlines import Deadlines
from h5kit.carrier.http.gateway import HttpGateway

__all__ = ["BreakerRule", "Deadlines", "HttpGateway"]
