"""`make bench`: server CPU of the flow, compared with a bare ASGI application of the same answers.

Both run under the same uvicorn in processes of their own. The benchmark compares the CPU time of
the two server processes, so the client's speed does not count. All figures are ratios.
"""

import base64
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import brotli

from bench import reading, report
from h5kit.testing.people import number

ROUNDS = int(os.environ.get("H5KIT_BENCH_ROUNDS", "7"))
FAILED_STEPS, FLOWS = 600, 150
REQUESTS = 5
SCRIPT = re.compile(rb'"(/static/[^"]+)"')
TOKEN = re.compile(rb'name="_step" value="([^"]+)"')
BROWSER = {"accept-encoding": "identity", "user-agent": "bench", "sec-fetch-site": "same-origin"}
HTMX = {"hx-request": "true", "content-type": "application/x-www-form-urlencoded"}
MOST_FAILED_STEP, MOST_HAPPY_FLOW = 6.0, 5.0


@dataclass
class Server:
    """A server process, one kept-alive connection to it, and its CPU time."""

    process: "subprocess.Popen[str]"
    base: str
    kept: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Connect."""
        self._connection = http.client.HTTPConnection(urlsplit(self.base).netloc)

    def send(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Send a request; return (status, headers, body)."""
        self._connection.request(method, path, body or None, {**BROWSER, **(headers or {})})
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(kind: str, argument: str) -> Iterator[Server]:
    """Run one of the two servers."""
    command = [sys.executable, "-m", "bench.served", kind, argument]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        # Both servers run on one core and the client on another, so both have the same caches.
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(process.pid, {cores[-1]})
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {cores[-1]})
        try:
            yield Server(process, line.strip())
        finally:
            process.terminate()


def _form(page: bytes, **fields: str) -> str:
    token = TOKEN.search(page)
    return urlencode({"_step": token[1].decode() if token else "", **fields})


def _record(answer: tuple[int, http.client.HTTPMessage, bytes]) -> dict[str, object]:
    status, headers, body = answer
    own = [(k, v) for k, v in headers.items() if k.lower() != "date"]
    return {"status": status, "headers": own, "body": base64.b64encode(body).decode()}


def happy_flow(kit: Server, record: list[dict[str, object]] | None = None) -> None:
    """Send the five requests of the main path: entry, page, its two scripts, and the submit.

    The answer to the submit is the last step, 授权成功; a modern browser requests nothing else.
    """
    entry = urlencode({"token": "demo-token-0123456789abcdef", "tel": number("0000")})
    br = {"accept-encoding": "br"}
    answers = [kit.send("GET", f"/?{entry}")]
    path = answers[0][1]["location"]
    answers.append(kit.send("GET", path, headers=br))
    page = brotli.decompress(answers[1][2])
    answers += [kit.send("GET", script.decode(), headers=br) for script in SCRIPT.findall(page)]
    submit = _form(page, service_password="246813", agree="yes", go="submit")  # noqa: S106
    answers.append(kit.send("POST", path, submit, HTMX))
    if len(answers) != REQUESTS or b'data-h5-step="success"' not in answers[-1][2]:
        raise SystemExit("the happy flow did not succeed")
    if record is not None:
        record.extend(_record(a) for a in answers)


class FailedStep:
    """A flow whose P2 is submitted repeatedly without agreeing to the agreement."""

    def __init__(self, kit: Server) -> None:
        """Open the flow and record the answer."""
        entry = urlencode({"token": "demo-token-0123456789abcdef", "tel": number("0000")})
        self._kit = kit
        self._path = kit.send("GET", f"/?{entry}")[1]["location"]
        page = kit.send("GET", self._path, headers={"h5-fragment": "1"})[2]
        self._body = _form(page, service_password="246813", go="submit")  # noqa: S106
        self.answer = self.send()
        if self.answer[0] != 422:
            raise SystemExit("the step did not fail")

    def send(self) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Submit it once more."""
        return self._kit.send("POST", self._path, self._body, HTMX)


def measure(kit: Server, raw: Server, failed: FailedStep) -> tuple[float, float, float]:
    """Return both ratios of one round and the CPU seconds of a step; the servers take turns."""
    started = kit.cpu()
    for _ in range(FAILED_STEPS):
        failed.send()
    kit_step = (kit.cpu() - started) / FAILED_STEPS
    started = raw.cpu()
    for _ in range(FAILED_STEPS * 4):
        raw.send("POST", "/5", "x" * 100)
    raw_step = (raw.cpu() - started) / FAILED_STEPS / 4
    started = kit.cpu()
    for _ in range(FLOWS):
        happy_flow(kit)
    kit_flow = (kit.cpu() - started) / FLOWS
    started = raw.cpu()
    for _ in range(FLOWS * 4):
        for n in range(5):
            raw.send("GET", f"/{n}")
    raw_flow = (raw.cpu() - started) / FLOWS / 4
    print(
        f"  failed step {kit_step * 1e6:6.0f} µs beside {raw_step * 1e6:4.0f} µs"
        f"   happy flow {kit_flow * 1e6:6.0f} µs beside {raw_flow * 1e6:4.0f} µs"
    )
    return kit_step / raw_step, kit_flow / raw_flow, kit_step


def main() -> int:
    """Run all rounds and print the figures; return 1 if one is over its budget."""
    with tempfile.TemporaryDirectory() as folder, serving("kit", folder) as kit:
        record: list[dict[str, object]] = []
        happy_flow(kit, record)
        failed = FailedStep(kit)
        record.append(_record(failed.answer))
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps(record))
        with serving("raw", str(answers)) as raw:
            rounds = [measure(kit, raw, failed) for _ in range(ROUNDS)]
    step = statistics.median(r[0] for r in rounds)
    flow = statistics.median(r[1] for r in rounds)
    print(f"failed step: {step:.1f} × one raw answer (at most {MOST_FAILED_STEP:.0f})")
    most = f"(at most {MOST_HAPPY_FLOW:.0f})"
    print(f"happy flow of five requests: {flow:.1f} × five raw answers {most}")
    is_slow = reading.over_budget(statistics.median(r[2] for r in rounds))
    return int(step > MOST_FAILED_STEP or flow > MOST_HAPPY_FLOW or is_slow) | report.main()


if __name__ == "__main__":
    sys.exit(main())
