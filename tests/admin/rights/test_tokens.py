"""No deed of the table is done without the token of a page of this site, by whoever is signed in."""

import re

import pytest
from django.test import Client

from archive.models import RECORD_TYPES, Source
from tests.admin.rights import table
from tests.admin.rights.test_addresses import patterns
from tests.admin.rights.test_deeds import KINDS
from tests.admin.rights.test_pages import rows_of_types
from tests.admin.rights.trying import Trial
from tests.admin.rights.world import fingerprint

pytestmark = pytest.mark.django_db
LEAST = 100
# Readers have no cookie that a token could be compared with: a correction carries a seal of its own, and is refused
# where a browser says that another site sends it (tests/public/test_corrections_guarded.py). Harvesters read by POST.
ELSE_KEPT = re.compile(r"oai|\^\w+/\(\?P<slug>\[-\\w\]\+\)/correct/\$")


def of_records(world):
    """(row, thing, twin, type) of all that is done to a record, from the desk and by readers."""
    for model in RECORD_TYPES:
        for state, rows in (
            ("draft", [*table.OF_A_RECORD, *(table.OF_A_SOURCE if model is Source else [])]),
            ("published", table.PUBLIC_OF_A_RECORD),
        ):
            yield from ((row, world.records[model][state], world.twins[model][state], model) for row in rows)


def of_all_else(world):
    """(row, thing, twin, type) of every other deed."""
    for kind, things in (("imports", world.batches), ("proposals", world.proposals), ("merges", world.merges)):
        model, rows = KINDS[kind]
        for row in rows:
            yield from ((row, thing, None, model) for thing in things["others"].values())
    for thing in world.hanging["draft"].values():
        yield from ((row, thing, None, type(thing)) for row in table.OF_A_ROW)
    yield from ((row, world.place, world.other_place, type(world.place)) for row in table.OF_A_PLACE)
    yield from ((row, world.discrepancies["draft"], None, None) for row in table.OF_A_DISCREPANCY)
    yield from ((row, None, None, model) for model, row in rows_of_types())
    yield from ((row, None, None, None) for row in (*table.PAGES, *table.PUBLIC))


def named(model):
    """How a type is named in the addresses of the table."""
    if model is None:
        return {}
    return {"type": model._meta.model_name, "address": getattr(model, "address", "")}


def test_no_deed_is_done_without_the_token_of_a_page(world, unread, open_gate):
    trial = Trial(world, "administrator")
    trial.client = Client(enforce_csrf_checks=True)
    trial.client.force_login(trial.user)
    trial.before = fingerprint()
    tried, done = 0, []
    for row, thing, twin, model in (*of_records(world), *of_all_else(world)):
        if row.method != "POST" or row.name == "{address}-correct":
            continue
        cell, found = trial.ask(row, "", thing, twin, **named(model))
        tried += 1
        if found.status != 403 or found.has_written:
            done.append(f"{cell}: {found.status}{' has written' if found.has_written else ''}")
    assert tried > LEAST
    assert not done, "\n".join(done)
    assert trial.is_as_before()


def test_no_view_is_left_out_of_the_question_for_the_token():
    found = [pattern for _space, pattern in patterns()]
    assert len(found) > LEAST
    exempt = [str(one.pattern) for one in found if getattr(one.callback, "csrf_exempt", False)]
    assert not [address for address in exempt if not ELSE_KEPT.fullmatch(address)]
