"""The short forms of the attacks by queries and by sheets."""

import random

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import RECORD_TYPES, Citation, Participation
from tests.admin.conftest import address
from tests.admin.rights.world import make_people, sign_in
from tests.attacks import ground, queries, sheets
from tests.attacks.nonsense import EDITING, PARAMETERS
from tests.attacks.queries import Found, ask
from tests.public.planting import CANARY

pytestmark = pytest.mark.django_db
COUNT = 150
SHEETS = 20
LISTS = (*RECORD_TYPES, Citation, Participation)


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    """An archive with much that is hidden, and the browsers of those who import, by role."""
    with django_db_blocker.unblock(), transaction.atomic():
        shown, people = ground.furnish(), make_people()
        yield shown, {role: sign_in(people[role]) for role in ("editor", "administrator", "contributor")}
        transaction.set_rollback(True)


def test_addresses_that_nobody_means_are_answered_and_show_nothing_hidden(furnished):
    shown, people = furnished
    found = queries.attack(shown, COUNT, 7, people["editor"])
    assert not found.wrong, "\n".join(found.wrong)
    assert sum(found.statuses.values()) == COUNT


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["/search/", "/visits/", "/timeline/", "/map/", "/network/", "/trade/", "/discrepancies/"]),
    st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=60)), min_size=1, max_size=3),
)
def test_whatever_stands_in_a_readers_parameters_is_answered(furnished, path, pairs):
    from urllib.parse import urlencode

    query = urlencode([(name, value.encode("utf-8", "replace").decode()) for name, value in pairs])
    found = Found()
    ask(Client(raise_request_exception=False), f"{path}?{query}", "reader", found, random.Random(1), (CANARY,))
    assert not found.wrong, "\n".join(found.wrong)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(LISTS), st.sampled_from(EDITING), st.text(max_size=60))
def test_whatever_stands_in_an_editors_parameters_is_answered(furnished, model, name, value):
    from urllib.parse import urlencode

    found, query = Found(), urlencode({name: value.encode("utf-8", "replace").decode()})
    ask(furnished[1]["editor"], f"{address(model)}?{query}", "editor", found, random.Random(1))
    assert not found.wrong, "\n".join(found.wrong)


def test_damaged_sheets_are_refused_in_words_or_taken_and_disturb_no_reader(furnished):
    shown, people = furnished
    outcome = sheets.Outcome()
    sheets.attack(outcome, SHEETS, 11, list(people.values()), shown, child=10)
    assert not outcome.wrong, "\n".join(outcome.wrong)
    assert sum(outcome.ended.values()) == SHEETS
