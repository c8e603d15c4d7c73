"""Readers are told when what they see of a record changed, and nothing tells them that editors saved something else."""

import pytest
from django.utils import timezone

from archive.models import RECORD_TYPES, Citation, Source, Visit
from archive.writing import change, complete_faces
from tests.factories import (
    MAKERS,
    cite,
    edit,
    keep_file,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))


def face(record):
    """When the record changed for readers, with its checksum."""
    return type(record).objects.values_list("face_changed_at", "face").get(pk=record.pk)


@EVERY_TYPE
def test_a_published_record_is_dated_and_a_draft_is_not(address):
    before = timezone.now()
    shown, draft = MAKERS[address](), MAKERS[address](status="draft")
    shown = type(shown).objects.get(pk=shown.pk)
    assert before < shown.published_at == shown.face_changed_at < timezone.now()
    assert len(shown.face) == 64
    assert face(draft) == (None, "")
    assert type(draft).objects.get(pk=draft.pk).published_at is None


@EVERY_TYPE
def test_what_readers_do_not_see_moves_nothing(address):
    record = MAKERS[address](summary_en="Seen")
    citation = cite(record, "summary", "said", note="internal")
    before, number = face(record), type(record).objects.get(pk=record.pk).revision
    edit(record, note="For editors")
    cite(record, "summary", "unpublished", status="draft")
    cite(record, "summary", "of a draft", source=make_source(status="draft"))
    with change(by=None, why="test"):
        citation.note = "another"
        citation.save()
    edit(record)
    assert face(record) == before
    assert type(record).objects.get(pk=record.pk).revision > number


@EVERY_TYPE
def test_what_readers_see_moves_the_date_and_not_the_first_publication(address):
    record = MAKERS[address](summary_en="Seen")
    first = type(record).objects.get(pk=record.pk).published_at
    dates = [face(record)]
    edit(record, summary_en="Seen anew")
    dates.append(face(record))
    citation = cite(record, "summary", "said")
    dates.append(face(record))
    with change(by=None, why="test"):
        citation.quotation = "in their words"
        citation.save()
    dates.append(face(record))
    assert dates == sorted(set(dates))
    assert type(record).objects.get(pk=record.pk).published_at == first


def test_the_standing_of_a_source_counts():
    source = make_source(status="draft")
    visit = make_visit(date="1992")
    cite(visit, "date", "1992", source=source)
    dates = [face(visit)]
    for status in ("published", "withdrawn"):
        source = edit(source, status=status)
        dates.append(face(visit))
    assert dates[0] < dates[1] < dates[2]
    assert dates[0][1] == dates[2][1] != dates[1][1]


@pytest.mark.parametrize("hang", ["person", "organization", "occasion", "party"])
def test_the_standing_of_a_linked_record_counts_and_its_other_changes_do_not(hang):
    linked = {"person": make_person, "occasion": make_event}.get(hang, make_organization)(status="draft")
    record = make_agreement() if hang == "party" else make_person() if hang == "organization" else make_visit()
    if hang == "person":
        take_part(linked, record)
    elif hang == "organization":
        post(record, linked)
    elif hang == "party":
        make_party(record, organization=linked)
    else:
        edit(record, occasion=linked)
    dates = [face(record)]
    edit(linked, status="published")
    dates.append(face(record))
    linked = edit(linked, slug="another-address", summary_en="More is known")
    assert face(record) == dates[-1]
    edit(linked, status="withdrawn")
    dates.append(face(record))
    assert dates[0] < dates[1] < dates[2]


def test_a_place_that_is_called_otherwise_changes_what_names_it():
    place = make_place(name_en="Someplace")
    visit, other = make_visit(places=[place]), make_visit()
    before = face(visit), face(other)
    with change(by=None, why="test"):
        place.note = "For editors"
        place.save()
    assert face(visit) == before[0]
    with change(by=None, why="test"):
        place.name_en = "Otherplace"
        place.save()
    assert face(visit) > before[0]
    assert face(other) == before[1]


def test_records_that_are_stored_in_sets_as_published_have_a_face_too():
    with change(by=None, why="test") as current:
        current.create(Visit, [Visit(title_en="One", slug="one", status="published")], [{}])
        current.create(Visit, [Visit(title_en="Two", slug="two")], [{}])
    one, two = Visit.objects.order_by("slug")
    assert one.face
    assert one.face_changed_at == one.published_at
    assert (two.face, two.face_changed_at, two.published_at) == ("", None, None)


def test_names_and_public_files_count_and_files_for_editors_do_not():
    person, source = make_person(), make_source()
    before = face(person), face(source)
    keep_file(source)
    assert face(source) == before[1]
    name_form(person, "Another form")
    keep_file(source, name="open.txt", content=b"Open.", is_public=True)
    assert face(person) > before[0]
    assert face(source) > before[1]


def test_a_record_that_was_withdrawn_and_comes_back_has_changed():
    visit = make_visit()
    before = face(visit)
    edit(visit, status="withdrawn")
    assert face(visit) == (before[0], "")
    edit(visit, status="published")
    assert face(visit)[0] > before[0]
    assert face(visit)[1] == before[1]


def test_what_was_published_before_faces_were_kept_gets_one_and_keeps_its_date():
    records = [make() for make in MAKERS.values()]
    known = [face(record) for record in records]
    for model in RECORD_TYPES:
        model._base_manager.update(face="")
    complete_faces()
    assert [face(record) for record in records] == known


@EVERY_TYPE
def test_saving_something_unpublished_shows_on_no_page_or_file(client, address):
    record = MAKERS[address]()
    pages = [
        f"/{address}/{record.slug}/",
        f"/{address}/{record.slug}.json",
        f"/{address}/{record.slug}.jsonld",
        "/sitemap.xml",
        "/changes.atom",
        "/anniversaries.ics",
    ]

    def said():
        answers = (client.get(url) for url in pages)
        return [b"".join(a.streaming_content) if a.streaming else a.content for a in answers]

    before = said()
    edit(record, note="For editors")
    cite(record, "summary", "said", source=make_source(status="draft"))
    assert said() == before
    assert Citation.objects.count() == 1 == Source.objects.filter(status="draft").count()
