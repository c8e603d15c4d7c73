"""A version that was cited stays readable: as readers saw it then, less what they may not see any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import RECORD_TYPES, Revision
from archive.public.citing import stamp
from archive.writing import change
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
from tests.history import rewrite
from tests.public.pages import Page, text_of
from tests.public.scenes import with_everything

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("address", list(MAKERS))


def put_back(days):
    """Let all that has happened so far have happened so many days ago."""
    for version in Revision.objects.all():
        rewrite(Revision.objects.filter(pk=version.pk), created_at=version.created_at - timedelta(days=days))
    for model in RECORD_TYPES:
        for record in model.objects.published():
            at = record.face_changed_at - timedelta(days=days)
            model._base_manager.filter(pk=record.pk).update(face_changed_at=at)


def address_of(record, prefix="", ago=0):
    """The address of the version that readers saw so many days ago."""
    return f"{prefix}/{record.address}/{record.slug}/versions/{stamp(timezone.now() - timedelta(days=ago))}/"


@EVERY_TYPE
@pytest.mark.parametrize("prefix", ["", "/az", "/es"])
def test_a_version_stays_as_it_was_and_says_that_it_is_old(client, address, prefix):
    record = with_everything(address, 1)
    edit(record, summary_en="As it was", summary_az="As it was", summary_es="As it was")
    put_back(10)
    edit(record, summary_en="As it is", summary_az="As it is", summary_es="As it is")
    page = Page(client, address_of(record, prefix, ago=9))
    assert page.status == 200
    assert not list(page.faults())
    assert "As it was" in page.main
    assert "As it is" not in page.main
    [line] = page.all("p", class_="old-version")
    links = [a.get("href") for a in line.iter("a")]
    assert links[0] == f"{prefix}/{address}/{record.slug}/"
    difference = Page(client, links[1])
    assert not list(difference.faults())
    assert "As it was" in difference.main
    assert "As it is" in difference.main
    assert page.all("meta", name="robots")[0].get("content") == "noindex"


@EVERY_TYPE
def test_the_present_version_says_so_and_tells_what_the_page_tells(client, address):
    record = with_everything(address, 2)
    record.refresh_from_db()
    version = Page(client, address_of(record))
    [line] = version.all("p", class_="old-version")
    assert len(list(line.iter("a"))) == 1
    shown = Page(client, f"/{address}/{record.slug}/")

    def statements(page):
        # Corrections are proposed to the present version only.
        said = (text_of(e).replace("Propose a correction", "") for e in page.all("div", class_="statement"))
        return ["".join(one.split()) for one in said]

    assert statements(version) == statements(shown)
    difference = Page(client, f"{address_of(record)}difference/")
    assert "has not changed" in difference.main


def test_places_stand_in_the_order_of_the_page_however_they_were_linked(client):
    visit = make_visit(date="1990")
    for name in ("Zagreb", "Aden", "Lima"):
        with change(by=None, why="One after the other."):
            visit.places.add(make_place(name_en=name))
            visit.save()
    visit.refresh_from_db()
    for address in (address_of(visit), f"/visits/{visit.slug}/"):
        main = Page(client, address).main
        assert main.index("Aden") < main.index("Lima") < main.index("Zagreb"), address


@EVERY_TYPE
def test_before_publication_after_now_and_when_withdrawn_there_is_no_version(client, address):
    record = MAKERS[address](status="draft", summary_en="As a draft")
    put_back(10)
    record = edit(record, status="published")
    assert Page(client, address_of(record)).status == 200
    for wrong in (address_of(record, ago=5), address_of(record, ago=50), address_of(record, ago=-5)):
        assert Page(client, wrong).status == 404
        assert Page(client, f"{wrong}difference/").status == 404
    assert client.get(f"/{address}/{record.slug}/versions/2024-13-77T99:99:99Z/").status_code == 404
    edit(record, status="withdrawn")
    assert Page(client, address_of(record)).status == 404


def world():
    """A visit, an agreement, a person and a body with everything that can be hidden, by the word that it shows."""
    visit = make_visit(places=[make_place(name_en="Someplace")], date="1992")
    hidden = {
        "Quillperson": make_person(name_en="Quillperson", status="draft"),
        "Quillevent": make_event(title_en="Quillevent", status="draft"),
        "Quillsource": make_source(title_en="Quillsource", status="draft"),
        "Quillbody": make_organization(name_en="Quillbody", status="draft"),
    }
    take_part(hidden["Quillperson"], visit)
    edit(visit, occasion=hidden["Quillevent"])
    cite(visit, "date", "1992", source=hidden["Quillsource"])
    cite(visit, "date", "Quillcitation", status="draft", note="Quillnote")
    treaty = make_agreement(signed_during=visit)
    make_party(treaty, organization=hidden["Quillbody"])
    jane = make_person(name_en="Jane")
    post(jane, hidden["Quillbody"], note="Quillnote")
    edit(visit, note="Quillnote")
    return [visit, treaty, jane], hidden


def test_no_version_shows_what_was_hidden_then_though_it_is_published_now(client):
    records, hidden = world()
    put_back(10)
    for record in hidden.values():
        edit(record, status="published")
    for record in records:
        assert "Quill" not in Page(client, address_of(record, ago=5)).main
        assert "Quill" in Page(client, address_of(record)).main


def test_no_version_shows_what_was_seen_then_and_is_withdrawn_now(client):
    records, hidden = world()
    for record in hidden.values():
        edit(record, status="published")
    put_back(10)
    for record in hidden.values():
        edit(record, status="withdrawn")
    for record in records:
        said = client.get(address_of(record, ago=5)).content.decode()
        assert "Quill" not in said
        assert "quill" not in said


def test_no_version_shows_a_testimony_that_was_seen_then_and_is_withdrawn_now(client):
    visit = make_visit(date="1992")
    kept = cite(visit, "date", "1992", source=make_source(title_en="One"), quotation="Kept words")
    gone = cite(visit, "date", "1993", source=make_source(title_en="Other"), quotation="Quill words")
    put_back(10)
    assert "Quill words" in Page(client, address_of(visit, ago=5)).main
    with change(by=None, why="test"):
        gone.status = "withdrawn"
        gone.save()
    said = client.get(address_of(visit, ago=5)).content.decode()
    assert kept.quotation in said
    assert "Quill" not in said
    assert "1993" not in said


def test_a_linked_record_that_has_another_address_now_is_still_found(client):
    visit, person = make_visit(), make_person(name_en="Jane", slug="jane")
    take_part(person, visit)
    put_back(10)
    edit(person, slug="jane-doe")
    page = Page(client, address_of(visit, ago=5))
    assert "/people/jane-doe/" in page.links()


def test_a_disagreement_of_that_time_is_shown_as_one(client):
    visit = make_visit(date="1992")
    cite(visit, "date", "1992", source=make_source(title_en="One"))
    rival = cite(visit, "date", "1993", source=make_source(title_en="Other"))
    put_back(10)
    with change(by=None, why="test"):
        rival.delete()
    assert "1993" in Page(client, address_of(visit, ago=5)).main
    assert "1993" not in Page(client, address_of(visit)).main


def test_names_and_files_are_those_of_the_time(client):
    person, source = make_person(), make_source()
    form = name_form(person, "Former form")
    keep_file(source, is_public=True)
    keep_file(source, name="internal.txt", content=b"Internal.")
    put_back(10)
    with change(by=None, why="test"):
        form.delete()
    assert "Former form" in Page(client, address_of(person, ago=5)).main
    assert "Former form" not in Page(client, address_of(person)).main
    said = Page(client, address_of(source, ago=5)).main
    assert "internal.txt" not in said


@pytest.mark.parametrize("more", [0, 10])
def test_a_version_takes_the_same_few_queries_whatever_hangs_on_it(client, more, django_assert_max_num_queries):
    visit = make_visit(date="1992")
    for number in range(1 + more):
        cite(visit, "date", str(1992 + number))
        take_part(make_person(), visit)
    with django_assert_max_num_queries(16):
        assert client.get(address_of(visit)).status_code == 200
