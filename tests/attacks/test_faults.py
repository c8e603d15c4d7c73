"""A few kills and faults of everything that writes; `python -m tests.attacks.faults` makes many."""

import random

import pytest

import tests.attacks.faults.pages  # noqa: F401
from tests.attacks.faults import strikes
from tests.attacks.faults.deeds import DEEDS
from tests.attacks.faults.doer import Doer
from tests.attacks.faults.places import place
from tests.attacks.faults.trials import Trials


@pytest.fixture(scope="module")
def where(database_address):
    """A place of the database of this run, with the process that does the deeds."""
    name = "postgresql" if database_address.startswith("postgres") else "sqlite"
    with place(name) as found:
        doer = Doer(found)
        yield found, doer
        doer.end()


def tried(where, name, kinds, traces, runs=2):
    """What came of a few strikes."""
    found, doer = where
    trials = Trials(found, doer, DEEDS[name], random.Random(name), traces, runs)
    for kind in kinds(found):
        trials.strike(kind)
    return trials.told


# Those on bags, which write what lasts beside the database, have their strikes in the long form.
SHORT = sorted(name for name, deed in DEEDS.items() if not (deed.stepwise or deed.writes))


@pytest.mark.parametrize("name", SHORT)
def test_what_is_killed_or_cannot_write_is_done_as_a_whole_or_not_at_all_and_can_be_done_again(where, name):
    traces = strikes.may_trace()

    def kinds(found):
        faults = strikes.faults_of(found, traces)
        return (strikes.KillProcess, strikes.KILLS[found.name][1], faults[0], faults[-1])

    told = tried(where, name, kinds, traces)
    assert told.wrong == []
    assert (told.kills, told.faults) == (2, 2)


def test_a_migration_that_is_killed_goes_on_when_it_is_started_again(where):
    assert tried(where, "migrate", lambda _found: [strikes.KillProcess], traces=False, runs=1).wrong == []
