"""64 readers and five editors who save once a second, for so many minutes, through the recipe of the README.

    python -m tests.attacks.load [--minutes 10] [--readers 64] [--editors 5] [--postgresql] [--half-open 200] [--alone]

Counts errors, saves that were said and are not there, and what the processes hold over time: memory (the share that is
theirs alone and their part of what is shared, PSS), open files, connections to the database. `--half-open` has so many
send half a request beside the readers. `--alone` goes to the server without nginx, as the quick start does, and says so
where a reader waited long. Ends with status 1 where something was lost.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.crowd import Crowd
from tests.attacks.door import Door, Editor, asked
from tests.operating import recipe

# Seconds between two looks at the processes; and the part of the time after which memory is compared, when all is warm.
LOOK, WARM = 5, 0.25


@dataclass
class Held:
    """What the processes hold, look by look: (seconds, {name: (MiB, open files)})."""

    looks: list = field(default_factory=list)

    def look(self, began, processes):
        """One more look."""
        now = {name: (sum(map(_memory, family(pid))), sum(map(_files, family(pid)))) for name, pid in processes.items()}
        self.looks.append((time.monotonic() - began, now))

    def growth(self) -> dict:
        """By name: MiB when warm and at the end, open files when warm and at the end; medians of three looks each."""
        warm = max(1, int(len(self.looks) * WARM))
        some = (self.looks[warm : warm + 3] or self.looks[-1:], self.looks[-3:])
        return {
            name: [_middle([now[name][part] for _time, now in looks]) for part in (0, 1) for looks in some]
            for name in self.looks[-1][1]
        }


def _middle(values):
    return sorted(values)[len(values) // 2]


def family(pid) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in family(int(child)))]


def _memory(pid) -> float:
    """MiB of a process, its part of what it shares included; none where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def _files(pid) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


@dataclass(frozen=True)
class Outcome:
    """What came of a load."""

    crowd: Crowd
    editors: list
    lost: list
    held: Held
    connections: tuple

    @property
    def failed(self) -> list[str]:
        """A sentence about each thing that must not be."""
        told = self.crowd.readers
        wrong = {status: number for status, number in told.statuses.items() if status != 200}
        refused = [each for editor in self.editors for each in editor.refused]
        sentences = {
            f"readers met {told.errors[:3]}": told.errors,
            f"readers were answered {wrong}": wrong,
            f"saves failed: {refused[:3]}": refused,
            f"saves were lost: {self.lost[:3]}": self.lost,
            "an editor saved nothing": [editor for editor in self.editors if not editor.accepted],
        }
        return [sentence for sentence, found in sentences.items() if found]


def load(site, env, door, seconds, *, readers, editors, half_open=0, pause=0.0) -> Outcome:
    """Let them come for so long, then look what is there."""
    # Who has saved something before keeps it: each load has editors of its own.
    desks, before = asked(env, "furnish", editors)
    people, held = [Editor(door, desk) for desk in desks], Held()
    with Crowd(door) as crowd:
        began = time.monotonic()
        for number in range(half_open):
            crowd.begin(crowd.send_half, number)
        for number in range(readers):
            crowd.begin(crowd.read, number, pause)
        for editor in people:
            crowd.begin(crowd.edit, editor)
        while time.monotonic() - began < seconds:
            time.sleep(min(LOOK, seconds / 4))
            held.look(began, {name: process.pid for name, process in site.processes.items()})
    written, after = asked(env, "history", *(person.key for person in people))
    return Outcome(crowd, people, lost(written, people), held, (before, after))


def lost(written, people) -> list:
    """(record, words): what was said to be saved, and the history or the form does not say."""
    found = []
    for person in people:
        said = [words for words in written[str(person.key)] if words]
        found += [(person.key, words) for words in person.accepted if said.count(words) != 1]
        if person.accepted and person.read_back() != said[-1]:
            found.append((person.key, "the last words are not those of the history"))
        # A save that was refused must not stand there either; one whose answer broke off may.
        if len(said) > len(person.accepted) + sum(1 for status, _why in person.refused if status == 0):
            found.append((person.key, f"{len(said)} versions of {len(person.accepted)} saves"))
    return found


def report(outcome):
    """Print what came of it."""
    saves = sum(len(editor.accepted) for editor in outcome.editors)
    print(f"readers: {outcome.crowd.readers}")
    took = [seconds for editor in outcome.editors for seconds in editor.seconds] or [0]
    print(
        f"editors: {saves} saves, {sum(len(e.refused) for e in outcome.editors)} refused, {len(outcome.lost)} lost; "
        f"form and save took {_middle(took):.1f} s, at most {max(took):.1f} s"
    )
    if outcome.crowd.half_open:
        print(f"half-open: {dict(outcome.crowd.half_open)}")
    for name, (warm, last, files, files_last) in outcome.held.growth().items():
        grown = 100 * (last / warm - 1) if warm else 0
        print(
            f"{name}: {warm:.1f} MiB warm, {last:.1f} MiB at the end ({grown:+.1f} %); files {files} and {files_last}"
        )
    print("connections to the database before and after: {} and {}".format(*outcome.connections))
    for sentence in outcome.failed:
        print(f"FAILED: {sentence}")


def main():
    """Load, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind, default in (
        ("minutes", float, 10),
        ("readers", int, 64),
        ("editors", int, 5),
        ("half-open", int, 0),
    ):
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own, not on SQLite")
    parser.add_argument("--alone", action="store_true", help="without nginx before the server")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        os.environ["TEST_DATABASE"] = "postgresql" if given.postgresql else "sqlite"
        from tests import databases

        database = databases.url(folder)
        # Without nginx nobody says that it is HTTPS.
        own = {"PLAIN_HTTP": "1", "TRUSTED_PROXIES": "0"} if given.alone else {}
        site = stack.enter_context(recipe.running(folder, database, **own))
        env = recipe.environment(folder, database) | own
        door = Door(site.inner) if given.alone else Door(site.secure, site.context())
        outcome = load(
            site,
            env,
            door,
            60 * given.minutes,
            readers=given.readers,
            editors=given.editors,
            half_open=given.half_open,
        )
        report(outcome)
    sys.exit(bool(outcome.failed))


if __name__ == "__main__":
    main()
