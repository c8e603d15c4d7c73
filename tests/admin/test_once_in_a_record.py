"""What a record lists stands there once, whichever way it is written."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.models import Agreement, Citation, Party
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import make_agreement, make_organization, make_party, make_source, make_visit
from tests.spreadsheets.planned import cells

pytestmark = pytest.mark.django_db
SENTENCE = "This country is a party already: each stands here once."


def test_a_form_refuses_a_country_that_is_a_party_twice(admin_client):
    agreement = make_agreement(status="draft")
    make_party(agreement, "FR")
    where = address(Agreement, "change", agreement.pk)
    row = {"parties-TOTAL_FORMS": 2, "parties-1-country": "FR", "parties-1-organization": ""}
    answer = admin_client.post(where, typed(admin_client.get(where), **row))
    assert SENTENCE in errors_of(answer)
    assert agreement.parties.count() == 1
    answer = admin_client.post(where, typed(admin_client.get(where), **row | {"parties-1-country": "DE"}))
    assert answer.status_code == 302, errors_of(answer)
    assert agreement.parties.count() == 2


def test_a_row_that_is_taken_away_leaves_room_for_its_country(admin_client):
    agreement = make_agreement(status="draft")
    make_party(agreement, "FR")
    where = address(Agreement, "change", agreement.pk)
    row = {"parties-TOTAL_FORMS": 2, "parties-1-country": "FR", "parties-1-organization": "", "parties-0-DELETE": "on"}
    answer = admin_client.post(where, typed(admin_client.get(where), **row))
    assert answer.status_code == 302, errors_of(answer)
    assert [party.country for party in agreement.parties.all()] == ["FR"]


def test_the_shell_refuses_it_in_the_same_words_and_the_database_behind_it():
    agreement = make_agreement()
    make_party(agreement, "FR")
    with pytest.raises(ValidationError, match=SENTENCE):
        Party(agreement=agreement, country="FR").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_party(agreement, "FR")
    with pytest.raises(IntegrityError), transaction.atomic(), change(by=None):
        Party.objects.bulk_create([Party(agreement=agreement, country="FR")])


def test_a_sheet_takes_a_country_that_it_names_twice_as_one():
    assert cells("agreements", "slug,title_en,parties\na,A,FR; France; FR\n")["parties"][1] == "FR"


def test_a_testimony_that_is_sent_twice_is_stored_once_and_another_one_beside_it(admin_client):
    visit, source = make_visit(status="draft", date="1990"), make_source()
    sent = {"visit": visit.pk, "field": "date", "source": source.pk, "locator": "p. 1", "stated": " 1993 ",
            "stance": "mentions", "status": "published", "why": "Because."}  # fmt: skip
    where = address(Citation, "add")
    assert admin_client.post(where, sent).status_code == 302
    answer = admin_client.post(where, sent)
    assert "This very testimony is there already" in answer.content.decode()
    assert Citation.objects.count() == 1
    assert admin_client.post(where, sent | {"locator": "p. 2"}).status_code == 302
    assert Citation.objects.count() == 2


def test_several_organizations_and_one_of_them_in_two_agreements_are_parties():
    one, two = make_agreement(), make_agreement()
    body, other = make_organization(), make_organization()
    for agreement, organization in ((one, body), (one, other), (two, body)):
        make_party(agreement, organization=organization)
    assert Party.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        make_party(one, organization=body)
