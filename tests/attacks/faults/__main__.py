"""`python -m tests.attacks.faults [--deed NAME] [--database NAME] [--kills 25] [--faults 40]`: a table of what is left.

Everything that writes is killed at random moments and has its disk fail, each time on a fresh copy of an archive. After
each the archive is opened anew and compared, every row of every table, with what it was before and what it is after
the whole deed; then the deed is done again. As root on Linux the archive stands on a file system of its own in memory,
which is filled up; strace makes single calls fail. What a machine does not allow is said and left out.
"""

import argparse
import itertools
import math
import random
import signal
import sys
import time

import tests.attacks.faults.pages  # noqa: F401
from tests import databases
from tests.attacks.faults import strikes
from tests.attacks.faults.deeds import DEEDS
from tests.attacks.faults.doer import Doer
from tests.attacks.faults.places import place
from tests.attacks.faults.trials import Trials


def main():
    """Run it and print the table; exit 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deed", choices=DEEDS, action="append", help="else all")
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="else both")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--faults", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1, help="another one strikes at other moments")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop then, having tried all as often")
    options = parser.parse_args()
    # Told to end, it takes its servers and its file system along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = []
    for name in options.database or databases.NAMES:
        found += attack(name, options.deed or DEEDS, options.kills, options.faults, options.seed, options.seconds)
    sys.exit(any(told.wrong for told in found))


def attack(database, names, kills, faults, seed, seconds, say=print):
    """What came of so many kills and faults of each of these deeds, told line by line."""
    traces, begun, found = strikes.may_trace(), time.monotonic(), {}
    with place(database) as where:
        if not traces:
            say("strace may not be used here: no single call is made to fail", flush=True)
        if not where.is_own:
            say("nothing may be mounted here: no disk is filled up", flush=True)
        doer = Doer(where)
        try:
            for number, name in itertools.product(range(max(kills, faults)), names):
                if time.monotonic() - begun > seconds:
                    break
                if name not in found:
                    found[name] = Trials(where, doer, DEEDS[name], random.Random(f"{seed} {name}"), traces)
                once(found[name], where, number, kills, faults)
        finally:
            doer.end()
            for trials in found.values():
                tell(trials, say)
    return [trials.told for trials in found.values()]


def once(trials, where, number, kills, faults):
    """A kill and a fault of a deed, as long as there are any to come; all deeds take turns."""
    for kinds, count in ((strikes.KILLS[where.name], kills), (strikes.faults_of(where, trials.traces), faults)):
        if number < count:
            trials.strike(kinds[number % len(kinds)])


def tell(trials, say):
    """One line of the table, and below it each thing that was wrong."""
    told = trials.told
    say(
        f"{told.deed:15} {told.database:10} takes {trials.takes:5.2f} s, {told.kills} kills, {told.faults} faults, "
        f"{told.stored} left stored, {len(told.half)} half states, {len(told.false)} false “saved”, "
        f"{len(told.other)} else wrong",
        flush=True,
    )
    for each in told.wrong:
        say(f"    {each}", flush=True)


if __name__ == "__main__":
    main()
