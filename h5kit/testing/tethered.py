"""Run a command of h5kit that ends with its parent process, even if the parent is killed.

Use: `python -m h5kit.testing.tethered demo --json`. The parent never writes to the command's
standard input; when the input ends, the parent has ended.
"""

import os
import runpy
import signal
import threading

STANDARD_INPUT = 0


def _follow() -> None:
    """Wait for the end of the input, then stop by signal (on Windows without cleaning up)."""
    # Not sys.stdin: a reading thread holds its lock, which the interpreter needs at its end.
    while os.read(STANDARD_INPUT, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_follow, daemon=True).start()
    runpy.run_module("h5kit.cli", run_name="__main__", alter_sys=True)
