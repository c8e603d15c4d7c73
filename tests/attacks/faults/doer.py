"""The process that does deeds, as seen by whoever strikes it."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PATIENCE = 120


class Doer:
    """`tests.attacks.faults.doing` on the archive of a place."""

    def __init__(self, place):
        self.log = place.folder / "log.txt"
        with open(self.log, "w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.attacks.faults.doing"],
                cwd=ROOT,
                env=place.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
            )
        self.rest = b""

    def order(self, **what):
        """One line to the process, or to the one that does a deed."""
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self):
        """One line from them; TimeoutError where there is none for long."""
        # Seconds in which this process waited: all of them may have been stopped together meanwhile, for a measurement.
        left = PATIENCE
        while b"\n" not in self.rest:
            ready, _w, _x = select.select([self.process.stdout], [], [], 1)
            if not ready:
                left -= 1
                if not left:
                    raise TimeoutError
                continue
            read = os.read(self.process.stdout.fileno(), 65536)
            if not read:
                raise RuntimeError(f"the doer ended: {self.log.read_text()[-3000:]}")
            self.rest += read
        line, _newline, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def wait(self):
        """All that is said until the process of the deed has ended."""
        found = {}
        while "status" not in found:
            found |= self.hear()
        return found

    def run(self, **what):
        """An order that nobody disturbs: what was said."""
        self.order(**what)
        found = self.wait()
        if found["status"] or found.get("why"):
            raise RuntimeError(f"{what}: {found} {self.log.read_text()[-3000:]}")
        return found

    def end(self):
        """There are no more orders."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def give_up(self, pid):
        """End a deed that does not end; what it said meanwhile is of no account."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return self.wait()
