"""Kills imports and undoings at random moments and looks at what is left: all of it or nothing."""

import random
import signal
import time

from tests.benchmarks import processes, sheets

COUNTED = ("visits", "found", "places", "participations", "versions", "deletions", "imports")


class Killing:
    """A database on which imports of so many visits are killed."""

    def __init__(self, url, folder, rows, seed=1):
        self.url, self.folder, self.rows = url, folder, rows
        self.random = random.Random(seed)
        sheets.write(folder, 1)
        processes.run(url, folder, "prepare", folder)
        # What a run takes that nobody kills, with what it leaves.
        file = sheets.write(folder, rows, "whole-")
        batch, self.apply_takes = self._finish("apply_slowly_killed", file)
        self.whole = self.count("whole-")
        _own, self.undo_takes = self._finish("undo_slowly_killed", batch)
        self.undone = self.count("whole-")

    def import_killed(self, number) -> bool:
        """Kill one import; whether it was there as a whole. AssertionError where it was there in part."""
        prefix = f"kill{number}-"
        file = sheets.write(self.folder, self.rows, prefix)
        said = self._kill("apply_slowly_killed", file, self.apply_takes)
        left = self.count(prefix)
        assert left in (self.whole, dict.fromkeys(COUNTED, 0)), f"a half import was left: {left}"
        assert left == self.whole or not said, "the import was reported and is not there"
        if left != self.whole:
            # The same file can be applied again.
            self._finish("apply_slowly_killed", file)
            assert self.count(prefix) == self.whole
        return left == self.whole

    def undo_killed(self, number) -> bool:
        """Kill one undo of a whole import; whether it was undone as a whole."""
        prefix = f"undo{number}-"
        batch, _seconds = self._finish("apply_slowly_killed", sheets.write(self.folder, self.rows, prefix))
        said = self._kill("undo_slowly_killed", batch, self.undo_takes)
        left = self.count(prefix)
        assert left in (self.whole, self.undone), f"a half undo was left: {left}"
        assert left == self.undone or not said, "the undo was reported and is not done"
        return left == self.undone

    def count(self, prefix):
        """What there is of the visits of one import."""
        return processes.run(self.url, self.folder, "count", prefix)

    def _finish(self, work, argument) -> tuple[str, float]:
        """Do some work that nobody kills: the number of its import, and the seconds that it wrote."""
        process = processes.start(self.url, self.folder, work, argument)
        assert process.stdout.readline() == "ready\n"
        begin = time.perf_counter()
        said, number = process.stdout.readline().split()
        seconds = time.perf_counter() - begin
        process.communicate()
        assert (process.returncode, said) == (0, "done"), f"{work} ended with {process.returncode}"
        return number, seconds

    def _kill(self, work, argument, takes) -> bool:
        """Start some work and kill it while it writes; whether it had said that it was done."""
        process = processes.start(self.url, self.folder, work, argument)
        assert process.stdout.readline() == "ready\n"
        time.sleep(self.random.uniform(0, takes))
        process.send_signal(signal.SIGKILL)
        out, _none = process.communicate()
        processes.wait_until_alone(self.url)
        return "done" in out
