"""Imports, proposals and merges: one's own and somebody else's, in every state that they can be in."""

import pytest

from archive.models import ImportBatch, Merge, Proposal
from tests.admin.rights import table
from tests.admin.rights.trying import TRY_ALL, Trial
from tests.admin.rights.world import PEOPLE, READERS

pytestmark = pytest.mark.django_db
KINDS = {
    "imports": (ImportBatch, table.OF_AN_IMPORT),
    "proposals": (Proposal, table.OF_A_PROPOSAL),
    "merges": (Merge, table.OF_A_MERGE),
}
# In which state something can be decided; later it has been already, and nothing happens any more.
DECIDABLE = {"waiting", "proposed"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("kind", KINDS)
def test_what_waits_and_what_was_done_opens_for_those_whom_the_table_names(world, unread, kind, who):
    trial = Trial(world, who)
    model, rows = KINDS[kind]
    things = {"imports": world.batches, "proposals": world.proposals, "merges": world.merges}[kind]
    for number, row in enumerate(rows):
        for whose, by_state in things.items():
            for state in standings(row, who, whose, list(by_state), number):
                try_cell(trial, row, whose, state, by_state[state])
    assert not trial.wrong, "\n".join(trial.wrong)


def standings(row, who, whose, states, number):
    """In which states a row is tried: a refusal in all of them, but for those who never come so far; what is given
    in some, for which step can be taken when is tried with the imports themselves."""
    if TRY_ALL or row.becomes == "decided":
        return states
    if who in (*READERS, "viewer"):
        return [states[number % len(states)]]
    shown = [state for state in states if state in ("uploaded", "staged", "applied", "waiting", "done")]
    return shown if row.gives(who, whose) else states


def try_cell(trial, row, whose, state, thing):
    """Try one cell; what is past deciding answers with a sentence and leaves everything as it was."""
    given = row.gives(trial.who, whose)
    decides = row.becomes == "decided"
    may_write = given and not (decides and state not in DECIDABLE)
    seen = []
    cell, found = trial.ask(
        row, f"{whose} {state}", thing, given=may_write, look=lambda: seen.append(state_of(thing) != state)
    )
    if given and decides:
        # A refusal that one may read is a redirect back, like the deed itself.
        assert not found.has_written, f"{cell} has written"
        if seen != [may_write]:
            trial.wrong.append(f"{cell} was {'' if seen == [True] else 'not '}decided")
    else:
        trial.judge(cell, row, found, given)


def state_of(thing):
    """How something stands now; None where it is gone."""
    return type(thing)._base_manager.filter(pk=thing.pk).values_list("state", flat=True).first()
