"""Killed at any point of its work, nothing is lost and nothing is sent more than three times.

`make bench` kills at 200 points of both databases and authorizes 500 people; here it is fewer.
"""

import re
import subprocess
import sys

import pytest

SOME = 60


def _run(*arguments: str) -> str:
    """Run a proof in a process of its own: it forks, and a test process has threads."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("kind", "points"), [("sqlite", 40), ("postgresql", 14)])
def test_a_process_killed_at_any_step_is_taken_over(kind: str, points: int) -> None:
    told = _run("bench.kills", kind, str(points))
    found = re.search(r"killed at (\d+) of (\d+) steps: nothing lost", told)
    assert found, told
    killed, steps = map(int, found.groups())
    assert killed == points
    assert steps > 200


def test_servers_and_workers_share_a_database_through_its_crash_and_a_workers() -> None:
    told = _run("bench.crowd", str(SOME))
    assert told.startswith(f"{SOME} authorized and pushed through the crash"), told
