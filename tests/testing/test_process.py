"""The kit's servers ignore proxies and end with the process that started them."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from h5kit.testing.server import DemoServer
from tests.eventually import SECONDS, eventually

HOLDER = """
import signal, sys
from h5kit.testing.server import DemoServer

# Who runs the tests may have it ignored (nohup), and that is inherited.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with DemoServer() as server:
    print(server.data, flush=True)
    sys.stdin.read()
"""


def test_a_proxy_setting_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with DemoServer() as server:
        assert server.session(tel="13400001003")["url"].startswith(server.base_url)


def test_a_server_ends_with_the_process_that_started_it(subtests: pytest.Subtests) -> None:
    for end in [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP]:
        with subtests.test(end=end):
            with subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", HOLDER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as holder:
                assert holder.stdout is not None
                data = Path(holder.stdout.readline().strip())
                assert data.exists()
                holder.send_signal(end)
                holder.wait(SECONDS)
            # Its folder is deleted when it ends normally.
            eventually(data.exists, lambda is_there: not is_there, "ended")
