"""How far long work has come, on a terminal."""

import sys
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


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
