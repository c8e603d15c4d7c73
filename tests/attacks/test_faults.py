"""A few kills and faults of everything that writes; `python -m tests.attacks.faults` makes many."""

import random

import pytest

import tests.attacks.faults.pages  # noqa: F401
from tests import databases
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


# Each is tried in one of two runs at once; both databases have all of them in the long form.
@pytest.mark.parametrize("name", databases.in_turn(sorted(DEEDS), 0))
def test_what_is_killed_or_cannot_write_is_done_as_a_whole_or_not_at_all_and_can_be_done_again(where, name):
    found, doer = where
    traces = strikes.may_trace()
    trials = Trials(found, doer, DEEDS[name], random.Random(name), traces)
    for kind in (strikes.KillProcess, strikes.KILLS[found.name][-1], *strikes.faults_of(found, traces)[-3:]):
        trials.strike(kind)
    assert not trials.told.wrong
