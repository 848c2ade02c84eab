"""Structured logs: one JSON line an event on standard error, with what must not stand there cut."""

import logging
import sys

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

from h5kit.challenges import FIELDS

FORBIDDEN = frozenset(
    {*(one.name for one in FIELDS), "new_password", "tel", "token", "secret", "answers", "handle"}
)


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop what may never be logged, should a caller pass it by mistake."""
    if FORBIDDEN.isdisjoint(event):
        return event
    return {key: value for key, value in event.items() if key not in FORBIDDEN}


def _encoded(event: EventDict, **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


class _Runtime(logging.Handler):
    """Brings what uvicorn and asyncio log into our own lines.

    The first line and the fault's type only: what follows may quote what was sent.
    """

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().partition("\n")[0]
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().log(
            record.levelno, "runtime", source=record.name, text=text, fault=fault
        )


class _Console:
    """Lines for people's eyes, as bytes, since that is what the logger below writes."""

    def __init__(self) -> None:
        self._inner = structlog.dev.ConsoleRenderer(colors=False)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> bytes:
        return str(self._inner(logger, name, event)).encode()


def configure(*, quiet: bool = False, level: str = "info", console: bool = False) -> None:
    """Set up logging for a server; `quiet` keeps warnings and worse only.

    `level` is debug, info, warning or error; `console` writes for people instead of machines.
    """
    least = logging.WARNING if quiet else logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            _without_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _Console() if console else structlog.processors.JSONRenderer(serializer=_encoded),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    others = [handler for handler in root.handlers if not isinstance(handler, _Runtime)]
    root.handlers = [*others, _Runtime(logging.WARNING)]


def for_command() -> None:
    """Set up logging for a command: warnings and worse, for people, and never among its results."""
    configure(quiet=True, console=True)
    # A command logs little, and a test may run several in one process.
    structlog.configure(cache_logger_on_first_use=False)
