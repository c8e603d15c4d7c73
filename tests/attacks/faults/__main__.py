"""`python -m tests.attacks.faults [--deed NAME] [--database NAME] [--kills 25] [--faults 40]`: a table of what is left.

Everything that writes is killed at random moments and has its disk fail, each time on a fresh copy of an archive. After
each the archive is opened anew and compared, every row of every table, with what it was before and what it is after
the whole deed; then the deed is done again. As root on Linux the archive stands on a file system of its own in memory,
which is filled up; strace makes single calls fail. What a machine does not allow is said and left out.
"""

import argparse
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
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Told to end, it takes its servers and its file system along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = []
    for name in options.database or databases.NAMES:
        found += attack(name, options.deed or DEEDS, options.kills, options.faults, options.seed)
    sys.exit(any(told.wrong for told in found))


def attack(database, names, kills, faults, seed, say=print):
    """What came of so many kills and faults of each of these deeds, told line by line."""
    traces = strikes.may_trace()
    with place(database) as where:
        if not traces:
            say("strace may not be used here: no single call is made to fail", flush=True)
        if not where.is_own:
            say("nothing may be mounted here: no disk is filled up", flush=True)
        doer = Doer(where)
        try:
            return [one(where, doer, DEEDS[name], kills, faults, traces, seed, say) for name in names]
        finally:
            doer.end()


def one(where, doer, deed, kills, faults, traces, seed, say):
    """One line of the table, and below it each thing that was wrong."""
    begun, chance = time.monotonic(), random.Random(f"{seed} {deed.name}")
    trials = Trials(where, doer, deed, chance, traces)
    for kinds, count in ((strikes.KILLS[where.name], kills), (strikes.faults_of(where, traces), faults)):
        for number in range(count):
            trials.strike(kinds[number % len(kinds)])
    told = trials.told
    say(
        f"{told.deed:15} {told.database:10} takes {trials.takes:5.2f} s, {told.kills} kills, {told.faults} faults, "
        f"{told.stored} left stored, {len(told.half)} half states, {len(told.false)} false “saved”, "
        f"{len(told.other)} else wrong ({time.monotonic() - begun:.0f} s)",
        flush=True,
    )
    for each in told.wrong:
        say(f"    {each}", flush=True)
    return told


if __name__ == "__main__":
    main()
