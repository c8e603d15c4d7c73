"""How far long work has come, on a terminal."""

import sys
import time
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

_OFTEN = 3


@contextmanager
def shown_progress(what):
    """A `progress(done, total)` that draws a bar on stderr, gone again at the end; None where that is no terminal.

    Nothing else may be printed meanwhile: it would go with the bar.
    """
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    screen = {"console": Console(file=sys.stderr), "transient": True, "redirect_stdout": False}
    with Progress(*columns, TimeRemainingColumn(), **screen) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


@contextmanager
def counting(what):
    """A `tell(count)` that says on stderr every few seconds how many are done by now: on a terminal, in one line."""
    done, last, line = 0, time.monotonic(), sys.stderr.isatty()

    def tell(count):
        nonlocal done, last
        done += count
        if time.monotonic() - last >= _OFTEN:
            last = time.monotonic()
            print(f"{what}: {done:,}", end="\r" if line else "\n", file=sys.stderr, flush=True)

    yield tell
    if line:
        print(" " * 40, end="\r", file=sys.stderr)
