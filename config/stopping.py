"""A command that is told to stop ends as after an error: what it has begun is taken back, and it says so."""

import signal

SENTENCE = (
    "Stopped before the end. What was said to be done is stored; the rest was taken back, and the command can be given "
    "again."
)


class Stopped(KeyboardInterrupt):
    """SIGTERM, as a machine that is shut down sends it, or SIGINT (Ctrl-C); `number` is the signal's."""

    def __init__(self, number):
        self.number = number
        super().__init__(SENTENCE)


def heed():
    """Let both signals end what goes on as an exception does; Python's own way ends at once on SIGTERM."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _stop)


def _stop(number, _frame):
    # Told once more while it takes back, it goes on doing that.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)
