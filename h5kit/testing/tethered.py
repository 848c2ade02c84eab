"""A command of h5kit that ends with the process that started it, even where that one is killed.

`python -m h5kit.testing.tethered demo --json`: nothing is ever written to its standard input; that
it ends means that whoever held its other end is gone.
"""

import os
import signal
import threading

from h5kit.cli import main

STANDARD_INPUT = 0


def _follow() -> None:
    """Wait for the end of the input, then stop as if told so; on Windows that is at once."""
    # Not sys.stdin: a thread that reads there holds its lock, which the interpreter's end wants.
    while os.read(STANDARD_INPUT, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_follow, daemon=True).start()
    main()
