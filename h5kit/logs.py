"""Structured logs: one JSON line an event on standard error, with what must not stand there cut."""

import logging
import sys

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

FORBIDDEN = frozenset(
    {"service_password", "new_password", "sms_code", "captcha", "id_card", "name", "tel", "token",
     "secret", "answers", "handle"}
)  # fmt: skip


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop what may never be logged, should a caller pass it by mistake."""
    if FORBIDDEN.isdisjoint(event):
        return event
    return {key: value for key, value in event.items() if key not in FORBIDDEN}


def _encoded(event: EventDict, **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


def configure(*, quiet: bool = False) -> None:
    """Set up logging for a server; `quiet` keeps warnings and worse only."""
    level = logging.WARNING if quiet else logging.INFO
    structlog.configure(
        processors=[
            _without_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(serializer=_encoded),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
