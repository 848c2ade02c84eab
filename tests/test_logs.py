"""A server's log lines: format, level, and what they never contain."""

import json
import subprocess
import sys

SAY = """
import structlog
from h5kit import logs
logs.configure({how})
log = structlog.get_logger()
log.info("quiet", sid="SID1", tel="13400001001", handle="abc.def")
log.warning("loud", token="t-0123456789abcdef")
"""


def _said(how: str) -> list[str]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SAY.format(how=how)], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    for private in ("13400001001", "abc.def", "t-0123456789abcdef"):
        assert private not in done.stderr
    return done.stderr.splitlines()


def test_a_line_is_one_json_object() -> None:
    quiet, loud = map(json.loads, _said(""))
    assert (quiet["event"], quiet["level"], quiet["sid"]) == ("quiet", "info", "SID1")
    assert loud.keys() == {"event", "level", "timestamp"}


def test_the_console_format_is_readable_text() -> None:
    quiet, _ = _said("console=True")
    assert not quiet.startswith("{")
    assert "quiet" in quiet
    assert "sid=SID1" in quiet


def test_a_level_logs_only_that_level_and_above() -> None:
    assert len(_said('level="warning"')) == 1
    assert len(_said('level="error"')) == 0
    assert len(_said('level="debug"')) == 2


STRAY = """
import asyncio, gc, logging
from h5kit import logs
logs.configure()
async def broken():
    raise ValueError("13400001001")
async def main():
    asyncio.create_task(broken())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
asyncio.run(main())
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
logging.getLogger("python_multipart.multipart").warning("Expected character 45, got 49")
logging.getLogger("uvicorn.error").info("of no interest")
"""


def test_log_lines_of_libraries_are_json_too_without_the_text_of_faults() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STRAY], capture_output=True, text=True, check=True
    )
    first, second = map(json.loads, done.stderr.splitlines())
    assert (first["source"], first["text"], first["fault"]) == (
        "asyncio", "Task exception was never retrieved", "ValueError",
    )  # fmt: skip
    assert (second["event"], second["text"]) == ("runtime", "Invalid HTTP request received.")
    assert "13400001001" not in done.stderr
