"""A process killed at any point loses nothing and sends nothing more than three times.

`make bench` kills at 200 points on each database and authorizes 500 people; this test does less.
"""

import re
import subprocess
import sys

import pytest

SOME = 60


def _run(*arguments: str) -> str:
    """Run a benchmark in a process of its own, because it forks and a test process has threads."""
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


def test_servers_and_workers_survive_the_crash_of_the_database_and_of_a_worker() -> None:
    told = _run("bench.crowd", str(SOME))
    assert told.startswith(f"{SOME} authorized and pushed through the crash"), told
