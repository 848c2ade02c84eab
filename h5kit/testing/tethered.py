"""A command of h5kit that ends with the process that started it, even where that one is killed.

`python -m h5kit.testing.tethered demo --json`: nothing is ever written to its standard input; that
it ends means that whoever held its other end is gone.
"""

import os
import runpy
import signal
import threading

STANDARD_INPUT = 0


def _follow() -> None:
    """Wait for the end of the input, then stop as if told so; on Windows that is at once."""
    # Not sys.stdin: a thread that reads there holds its lock, which the interpreter's end wants.
    while os.read(STANDARD_INPUT, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_follow, daemon=True).start()
    runpy.run_module("h5kit.cli", run_name="__main__", alter_sys=True)
