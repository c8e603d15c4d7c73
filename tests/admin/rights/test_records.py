"""Every page of every record: each role, each standing, each method."""

import pytest

from archive.models import RECORD_TYPES, Proposal, Source, Visit, arc_name
from tests.admin.rights.table import OF_A_RECORD, OF_A_SOURCE, PUBLIC_OF_A_RECORD, PUBLIC_OF_A_SOURCE
from tests.admin.rights.trying import TRY_ALL, Trial
from tests.admin.rights.world import PEOPLE, READERS, STATES
from tests.databases import in_turn

pytestmark = pytest.mark.django_db


def became(thing, twin, before):
    """What a deed came to: moved, saved, proposed, deleted, merged, asked, or nothing."""
    stored = type(thing)._base_manager.filter(pk=thing.pk).values_list("status", "revision").first()
    if stored is None:
        return "deleted"
    if not type(twin)._base_manager.filter(pk=twin.pk).exists():
        return "merged"
    if stored[0] != thing.status:
        return "moved"
    if stored[1] != thing.revision:
        return "saved"
    return next((what for what, number in counted(thing).items() if number != before[what]), "nothing")


def counted(thing):
    """How many proposals wait for a record, and how many merges."""
    from archive.models import Merge

    return {
        "proposed": Proposal.objects.filter(**{arc_name(type(thing)): thing.pk}).count(),
        "asked": Merge.objects.filter(record_type=thing.address, stays_pk=thing.pk).count(),
    }


def standings(model, who, number):
    """In which standings a question is tried: in all with one type; with others, whose pages are the same, in turn.

    Of two runs at once each tries every other standing of that one type: every question is asked on both databases,
    and every cell on one of them. Whoever has no role never comes as far as the record; for others, one's own work,
    somebody else's and what readers see make the difference.
    """
    if TRY_ALL:
        return STATES
    if model is Visit:
        return in_turn(STATES, number)
    told_apart = STATES if who in (*READERS, "viewer") else ("own draft", "draft", "published")
    return [told_apart[number % len(told_apart)]]


@pytest.mark.parametrize("who", PEOPLE)
def test_a_record_opens_for_those_whom_the_table_names(world, unread, open_gate, who):
    trial = Trial(world, who)
    for model in RECORD_TYPES:
        rows = [*OF_A_RECORD, *(OF_A_SOURCE if model is Source else ())]
        for number, same in enumerate(trial.questions(rows), start=RECORD_TYPES.index(model)):
            for state in standings(model, who, number):
                try_cell(trial, same, state, model)
    assert not trial.wrong, "\n".join(trial.wrong)


def try_cell(trial, same, state, model):
    """Try one cell and judge it."""
    given = next((row for row in same if row.gives(trial.who, state)), None)
    row = given or same[0]
    thing, twin = trial.world.records[model][state], trial.world.twins[model][state]
    before, seen = counted(thing), []
    cell, found = trial.ask(
        row, state, thing, twin, given=given is not None, type=model._meta.model_name,
        look=lambda: seen.append(became(thing, twin, before)),
    )  # fmt: skip
    came_to = seen[0] if seen and row.becomes not in ("shown", "done") else None
    trial.judge(cell, row, found, given is not None, came_to)


@pytest.mark.parametrize("who", PEOPLE)
def test_readers_are_shown_what_is_published_whoever_they_are(world, unread, who):
    trial = Trial(world, who)
    for model in RECORD_TYPES:
        rows = [*PUBLIC_OF_A_RECORD, *(PUBLIC_OF_A_SOURCE if model is Source else ())]
        for number, row in enumerate(rows, start=RECORD_TYPES.index(model)):
            for state in {*standings(model, "viewer", number), "published"}:
                thing = world.records[model][state]
                given = row.gives(who, state)
                cell, found = trial.ask(row, state, thing, given=given, address=model.address)
                trial.judge(cell, row, found, given)
    assert not trial.wrong, "\n".join(trial.wrong)
