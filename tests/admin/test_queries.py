"""Lists and forms ask the database a fixed number of times, however much hangs on a record."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import RECORD_TYPES, Citation, Discrepancy, NameForm, Participation, Posting
from archive.writing import change
from tests.admin.conftest import address
from tests.factories import (
    MAKERS,
    cite,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db

_numbers = count()
# With the session and the user: two of each.
LIST = {"people": 5, "organizations": 6, "events": 6, "visits": 8, "agreements": 7, "trade": 5, "sources": 4}
FORM = {"people": 12, "organizations": 12, "events": 10, "visits": 12, "agreements": 11, "trade": 7, "sources": 11}


def asked(client, where):
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(where).status_code == 200
    return len(queries), [q["sql"][:160] for q in queries]


def hang(record, times):
    """Rows of everything that can hang on a record, in one change."""
    kind = type(record)
    with change(by=None):
        for _number in range(times):
            number = next(_numbers)
            cite(record, kind.citable()[number % len(kind.citable())], f"words {number}")
            if hasattr(kind, "names"):
                name_form(record, f"Form {number}")
            if kind.address == "people":
                post(record, make_organization())
                take_part(record, make_visit())
            if kind.address == "organizations":
                post(make_person(), record)
            if kind.address in ("visits", "events", "agreements"):
                take_part(make_person(country="TR"), record)
            if kind.address == "agreements":
                make_party(record, organization=make_organization())


def linked(model):
    """A record with its links filled."""
    values = {
        f.name: MAKERS.get(f.remote_field.model.address, make_place)() for f in model._meta.fields if f.is_relation
    }
    return MAKERS[model.address](
        **values, **({"places": [make_place(country="AZ")]} if model.address == "visits" else {})
    )


def test_a_form_asks_the_same_with_one_row_and_with_twenty(admin_client, record_type):
    with change(by=None):
        record = linked(record_type)
        hang(record, 1)
    few, _sql = asked(admin_client, address(record_type, "change", record.pk))
    hang(record, 19)
    many, sql = asked(admin_client, address(record_type, "change", record.pk))
    assert (few, many) == (FORM[record_type.address],) * 2, "\n".join(sql)


def test_a_list_asks_the_same_with_one_record_and_with_twenty(admin_client, record_type):
    with change(by=None):
        hang(linked(record_type), 1)
    few, _sql = asked(admin_client, address(record_type))
    with change(by=None):
        for _number in range(19):
            hang(linked(record_type), 1)
    many, sql = asked(admin_client, address(record_type))
    assert (few, many) == (LIST[record_type.address],) * 2, "\n".join(sql)


def test_a_history_asks_the_same_with_two_versions_and_with_twenty(admin_client, record_type):
    record = MAKERS[record_type.address]()
    hang(record, 1)
    few, _sql = asked(admin_client, address(record_type, "history", record.pk))
    for _number in range(18):
        hang(record, 1)
    many, sql = asked(admin_client, address(record_type, "history", record.pk))
    assert few == many <= 7, "\n".join(sql)


@pytest.mark.parametrize("model", [Citation, Posting, Participation, NameForm, Discrepancy])
def test_lists_of_what_hangs_on_records_ask_the_same_with_few_rows_and_with_many(admin_client, model):
    def more(times):
        with change(by=None):
            for each in RECORD_TYPES:
                record = MAKERS[each.address]()
                hang(record, times)
                name = record.citable()[0]
                cite(record, name, "1992-01-01")
                cite(record, name, "1993", stance="contradicts")

    more(1)
    few, _sql = asked(admin_client, address(model))
    more(3)
    many, sql = asked(admin_client, address(model))
    assert few == many <= 8, "\n".join(sql)


def test_a_disagreement_asks_the_same_with_two_testimonies_and_with_twenty(admin_client):
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992")
    where = address(Discrepancy, "change", Discrepancy.objects.get().pk)
    few, _queries = asked(admin_client, where)
    with change(by=None):
        for day in range(11, 29):
            cite(visit, "date", f"{day} February 1992")
    many, queries = asked(admin_client, where)
    assert many == few, "\n".join(queries)


def test_testimony_is_listed_latest_first_whatever_an_address_asks_for(admin_client):
    visit = make_visit()
    for words in ("b", "a", "c"):
        cite(visit, "summary", words)
    shown = admin_client.get(address(Citation) + "?o=3").context["cl"]
    assert [row.stated for row in shown.result_list] == ["c", "a", "b"]
    assert b"?o=" not in admin_client.get(address(Citation)).content
