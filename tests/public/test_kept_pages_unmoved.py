"""What readers do not see moves nothing that is kept, and nothing that is kept knows the day or who asks."""

import re

import pytest
from django.apps import apps

from archive.models import (
    Citation,
    Place,
    PublishedRevision,
    Visit,
)
from archive.review import identity
from archive.writing import change, complete_faces, count_migration
from tests.factories import (
    MAKERS,
    cite,
    edit,
    make_event,
    make_place,
    make_source,
    make_visit,
)
from tests.public.looking_again import revision
from tests.test_layers import modules

pytestmark = pytest.mark.django_db
CLOCK = re.compile(r"(?:\bnow|\btoday|localdate|time\.time|monotonic)\(")
PERSON = re.compile(r"request\.(?:user|session|COOKIES|headers|META)\b(?!\.get\(\"QUERY_STRING)|_from_request\(")
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))


@EVERY_TYPE
def test_drafts_and_what_editors_write_to_each_other_change_no_tag(client, address):
    record = MAKERS[address](slug="one")
    citation = cite(record, "summary", "said", source=make_source())
    pages = ("/", f"/{address}/", f"/{address}/one/", f"/{address}/one.json", f"/{address}.csv", "/changes.atom")
    before, number = {url: client.get(url)["ETag"] for url in pages}, revision()
    draft = MAKERS[address](status="draft")
    for status in ("in_review", "draft"):
        draft = edit(draft, status=status, summary_en="Unseen")
    cite(draft, "summary", "said", source=make_source(status="draft"))
    cite(record, "summary", "unseen", status="draft", source=make_source(status="draft"))
    edit(record, note="For editors")
    with change(by=None, why="test"):
        citation.note = "For editors"
        citation.save()
    make_visit(places=[make_place()], occasion=make_event(status="draft"), status="draft")
    with change(by=None, why="test"):
        for place in Place.objects.all():
            place.name_en = "Elsewhere"
            place.save()
        Citation.objects.filter(pk=citation.pk).update(note="again")
    identity.merge(MAKERS[address](status="draft"), draft, by=None)
    with change(by=None, why="test"):
        MAKERS[address](status="draft").delete()
    assert {url: client.get(url)["ETag"] for url in pages} == before
    assert revision() == number


def test_what_is_taken_back_with_its_transaction_was_never_counted():
    make_visit(slug="one")
    before = revision()
    with pytest.raises(RuntimeError), change(by=None, why="test"):
        edit(Visit.objects.get(), title_en="Thimble")
        raise RuntimeError
    assert revision() == before


def test_a_migration_counts_and_a_start_without_one_does_not():
    before = revision()
    count_migration(apps, plan=[])
    complete_faces()
    assert revision() == before
    count_migration(apps, plan=[("archive.0001_initial", False)])
    assert revision() == before + 1
    PublishedRevision.objects.all().delete()
    count_migration(apps)
    assert revision() == 1


def test_readers_pages_know_neither_the_day_nor_who_asks():
    # What needs either is not kept: it says for itself how long it is good, is streamed, or has no status 200.
    clock = {"archive.public.harvest.answers", "archive.public.datapackage.describing", "archive.public.versions"}
    clock |= {"archive.public.security"}
    person = {"archive.public.versions", "archive.public.refusals"}
    found = {
        (kind, name)
        for name, path in modules("archive/public", "archive/templatetags")
        for kind in (CLOCK, PERSON)
        if not name.startswith("archive.public.corrections") and kind.search(path.read_text())
    }
    assert found == {(CLOCK, name) for name in clock} | {(PERSON, name) for name in person}
