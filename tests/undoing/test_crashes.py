"""A process killed while it undoes an hour, takes that back, merges or undoes a merge leaves all of it or nothing."""

import os
import random
import signal
import subprocess
import sys
import time

from tests.benchmarks import processes

KILLS = 3


class Killing:
    """A database of its own beside the tests' one, on which a process works that is killed."""

    def __init__(self, folder, address):
        here = address if address.startswith("postgres") else f"sqlite:///{folder}/x"
        self.url, self.folder = processes.new_database(here, f"undoing_{os.getpid()}"), folder

    def start(self, *arguments):
        command = [sys.executable, "-m", "tests.undoing.killed", *map(str, arguments)]
        environment = processes.environment(self.url, self.folder)
        return subprocess.Popen(command, cwd=processes.ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def found(self) -> list[list[str]]:
        """What it says of the archive as it is, and of one more deed."""
        out, _none = self.start(0, 1).communicate()
        return [line.split() for line in out.splitlines()]

    def kill(self, deed, after) -> list[list[str]]:
        """What it says until it is killed, so many seconds after its first deed has begun."""
        process = self.start(deed, 400)
        said = [process.stdout.readline(), process.stdout.readline()]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        out, _none = process.communicate()
        processes.wait_until_alone(self.url)
        return [line.split() for line in (*said, *out.splitlines())]


def test_what_is_killed_is_done_as_a_whole_or_not_at_all(tmp_path, database_address):
    chance, killing = random.Random(7), Killing(tmp_path, database_address)
    out, _none = killing.start("prepare").communicate()
    (_found, before), *told = (line.split() for line in out.splitlines())
    after = [words[2] for words in told if words[0] == "done"]
    assert after[1] == after[3] == before
    assert len({*after}) == 3
    allowed = {before}
    for kill in range(KILLS + 1):
        said = killing.kill(2 * (kill % 2), chance.uniform(0, 1.2)) if kill < KILLS else killing.found()
        assert said[0][1] in allowed, "what was left is neither before the deed nor after it"
        word, number = said[-1][:2]
        # What was said to be done is there; what had begun may be.
        allowed = {after[int(number)]} if word == "done" else {after[int(number)], after[int(number) - 1]}
