"""Lists stand in the order of the reader's alphabet, read from an index."""

import pytest
from django.db import connection

from archive.models import RECORD_TYPES, Person
from archive.models.alphabet import order_columns
from archive.public.filters import Reading, filter_of
from archive.writing import change
from tests.factories import MAKERS, make_person, make_source
from tests.public.pages import listed

pytestmark = pytest.mark.django_db
AZ = ["Çay", "Dağ", "Elçin", "Əli", "Fərid", "Hacı", "Xan", "İlham", "Kür", "Qədir", "Oz", "Öz", "Sah", "Şah"]
ES = ["Ángel", "Elena", "Élite", "Lope", "López", "Nube", "Ñandú", "Ola"]


@pytest.mark.parametrize(("prefix", "names", "column"), [("/az", AZ, "name_az"), ("/es", ES, "name_es")])
def test_people_stand_in_the_order_of_the_readers_alphabet(client, prefix, names, column):
    for name in names[::2] + names[1::2]:
        make_person(**{column: name, "name_en": "Same"})
    assert listed(client, f"{prefix}/people/") == names
    assert listed(client, f"{prefix}/people/?sort=-title") == names[::-1]


def test_what_has_no_title_in_the_readers_language_stands_by_the_one_that_is_shown(client):
    for names in ({"name_en": "Brown"}, {"name_az": "Əli"}, {"name_es": "Ñu", "name_en": "Gnu"}):
        make_person(**{"name_en": "", **names})
    assert listed(client, "/es/people/") == ["Brown", "Əli", "Ñu"]
    assert listed(client, "/people/") == ["Brown", "Əli", "Gnu"]


def test_a_changed_title_has_its_new_place(client):
    first, _second = make_source(title_en="Alpha"), make_source(title_en="Beta")
    first = type(first).objects.get(pk=first.pk)
    first.title_en = "Gamma"
    with change(by=None, why="test"):
        first.save()
    assert listed(client, "/sources/") == ["Beta", "Gamma"]


@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_created_records_are_placed_as_saved_ones(model):
    record = MAKERS[model.address]()
    names = order_columns(model)
    if not names:
        return
    stem = "name" if hasattr(model, "name") else "title"
    with change(by=None) as current:
        fresh = [model(slug="new", status="published", **{f"{stem}_en": str(record)})]
        current.create(model, fresh, [{}])
    places = {tuple(getattr(row, name) for name in names) for row in model.objects.all()}
    assert len(places) == 1
    assert places != {("", "", "")}


@pytest.mark.parametrize("sort", ["title", "-title"])
def test_a_page_of_a_list_is_read_from_the_index(sort):
    reading = Reading(filter_of(Person)({"sort": sort}, queryset=Person.objects.published()))
    [part] = reading.parts
    plan = part.order.of(part.rows)[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Of a table this small PostgreSQL would read all.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    told = plan.explain()
    assert "person_by_title_en" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told
