"""Every page that is not of one record: lists, imports and exports, the desk, accounts, and what readers read."""

import pytest
from django.contrib import admin

from archive.models import RECORD_TYPES, Citation, NameForm, Participation, Place, Posting
from archive.review import identity
from tests.admin.rights import table
from tests.admin.rights.trying import TRY_ALL, Trial
from tests.admin.rights.world import PEOPLE, READERS
from tests.databases import in_turn

pytestmark = pytest.mark.django_db
HANGING = (Citation, Participation, Posting, NameForm)


def rows_of_types():
    """Each row about a type's list, with the type."""
    for model in (*RECORD_TYPES, Place, *HANGING):
        rows = [*table.OF_A_TYPE]
        rows += table.OF_A_RECORD_TYPE if model in RECORD_TYPES else []
        rows += table.OF_A_COMPARED_TYPE if hasattr(model, "objects") and identity.is_compared(model) else []
        yield from ((model, row) for row in rows)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_pages_of_a_type(world, unread, who):
    trial = Trial(world, who)
    for model, row in rows_of_types():
        fact = model.citable()[0] if model in RECORD_TYPES else ""
        trial.see(row, type=model._meta.model_name, fact=fact)
    assert not trial.wrong, "\n".join(trial.wrong)


@pytest.mark.parametrize("who", PEOPLE)
def test_all_other_pages(world, unread, who):
    trial = Trial(world, who)
    for row in (*table.PAGES, *(row for row in table.PUBLIC if "{address}" not in row.name)):
        trial.see(row)
    for row in (row for row in table.PUBLIC if "{address}" in row.name):
        for model in RECORD_TYPES:
            trial.see(row, address=model.address)
    assert not trial.wrong, "\n".join(trial.wrong)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_pages_of_places_and_of_what_hangs_on_records(world, unread, who):
    trial = Trial(world, who)
    for row in table.OF_A_PLACE:
        trial.see(row, thing=world.place, twin=world.other_place)
    for number, (state, rows) in in_turn([*enumerate(world.hanging.items())], PEOPLE.index(who)):
        if who in (*READERS, "viewer") and number != PEOPLE.index(who) and not TRY_ALL:
            # They never come as far as the row.
            continue
        for kind, thing in rows.items():
            for same in trial.questions(table.OF_A_ROW):
                trial.see_one_of(same, state, thing, type=kind)
        for same in trial.questions(table.OF_A_DISCREPANCY):
            trial.see_one_of(same, state, world.discrepancies[state])
    assert not trial.wrong, "\n".join(trial.wrong)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_first_page_names_only_what_one_reaches(world, who):
    trial = Trial(world, who)
    answer = trial.client.get("/admin/")
    if answer.status_code != 200:
        return
    for app in answer.context["app_list"]:
        for model in app["models"]:
            if model["admin_url"]:
                assert trial.client.get(model["admin_url"]).status_code == 200, f"{who} {model['admin_url']}"


def test_nothing_but_the_archive_and_the_accounts_is_in_the_admin():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels == {"archive", "auth", "door"}
