"""Keeps a command running beside a server, as a process of its own: `python keeper.py FD COMMAND …`.

FD is the reading end of a pipe whose writing end the server's processes hold: when the last of them is gone, however
it ended, the pipe is closed. The command has the pipe too and ends by itself then, or is ended; it is started again
when it dies before. No part of Django is needed for this.
"""

import os
import select
import signal
import subprocess
import sys
import time

# Seconds between two looks, before a command that died at once is started again, and until it is ended by force.
LOOK, PAUSE, GRACE = 0.5, 5, 10


def keep(pipe, command):
    """Run the command until the pipe is closed."""
    while True:
        started = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[pipe])
        while child.poll() is None:
            if is_closed(pipe, LOOK):
                end(child)
                return
        if is_closed(pipe, 0 if time.monotonic() - started > PAUSE else PAUSE):
            return


def is_closed(pipe, seconds) -> bool:
    """Whether the pipe is closed, looked at for so long."""
    return bool(select.select([pipe], [], [], seconds)[0])


def end(child):
    """Wait until the command has ended, which it does by itself, and end it where it does not."""
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


if __name__ == "__main__":
    # Ctrl-C in a terminal means the server, which closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep(int(sys.argv[1]), sys.argv[2:])
    os._exit(0)
