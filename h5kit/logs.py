"""Structured logs: one JSON line for each event on standard error, without secret keys."""

import logging
import sys

import msgspec
import structlog
from structlog.types import EventDict, WrappedLogger

from h5kit.challenges import FIELDS

FORBIDDEN = frozenset(
    {*(one.name for one in FIELDS), "new_password", "tel", "token", "secret", "answers", "handle"}
)

TELLING = ("python_multipart",)
"""Libraries whose warnings quote parts of a request."""


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop keys that must never be logged, in case a caller passes one by mistake."""
    if FORBIDDEN.isdisjoint(event):
        return event
    return {key: value for key, value in event.items() if key not in FORBIDDEN}


def _encoded(event: EventDict, **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


class _Runtime(logging.Handler):
    """Writes log records of uvicorn and asyncio as our log lines.

    Only the first line and the exception's type: the rest may contain personal data.
    """

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().partition("\n")[0]
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().log(
            record.levelno, "runtime", source=record.name, text=text, fault=fault
        )


class _Console:
    """Renders human-readable lines, as bytes because the logger writes bytes."""

    def __init__(self) -> None:
        self._inner = structlog.dev.ConsoleRenderer(colors=False)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> bytes:
        return str(self._inner(logger, name, event)).encode()


def configure(*, quiet: bool = False, level: str = "info", console: bool = False) -> None:
    """Set up logging for a server; with `quiet` only warnings and errors.

    `level` is debug, info, warning or error; `console` writes human-readable lines instead of JSON.
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
    for name in TELLING:
        logging.getLogger(name).setLevel(logging.ERROR)
    root = logging.getLogger()
    others = [handler for handler in root.handlers if not isinstance(handler, _Runtime)]
    root.handlers = [*others, _Runtime(logging.WARNING)]


def for_command() -> None:
    """Set up logging for a command: warnings and errors, human-readable, on standard error."""
    configure(quiet=True, console=True)
    # Commands log little, and a test may run several in one process.
    structlog.configure(cache_logger_on_first_use=False)
