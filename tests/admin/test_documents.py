"""What a document says is entered in one save: several records, drafts among them, each with its evidence."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from archive.models import Citation, Discrepancy, Person, Proposal, Revision, Stance, Visit
from tests.admin.conftest import address
from tests.factories import (
    cite,
    keep_file,
    make_agreement,
    make_event,
    make_person,
    make_place,
    make_source,
    make_visit,
)

pytestmark = pytest.mark.django_db


def where(source):
    return reverse("admin:archive_source_enter", args=[source.pk])


def said(number=0, **lines):
    """What is typed into one block: `date="1992"`, `record=12`, ticks as `date_accept="on"`.

    `title` is that of a new draft; `title__` is what the document states as the title.
    """
    whole = {"record", "title", "locator"}
    named = {}
    for name, value in lines.items():
        if name == "title__":
            named["title-stated"] = value
            continue
        stem, _underscore, part = name.rpartition("_")
        if name in whole:
            named[name] = value
        elif part in ("locator", "quotation", "translation", "accept", "role", "stance"):
            named[f"{stem}-{part}"] = value
        else:
            named[f"{name}-stated"] = value
    return {f"b{number}-{name}": value for name, value in named.items()}


def enter(client, source, *types, **sent):
    return client.post(where(source), {"block": types, "_save": "1", **sent}, follow=True)


def errors_of(answer):
    found = [str(form.errors) for form, _lines in answer.context["blocks"] if form and form.errors]
    return [*found, *words(answer)]


def words(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_new_draft_is_made_of_what_a_document_says_in_one_change(admin_client, admin_user):
    source, person, place = make_source(language="en"), make_person(name_en="Ana Ruiz"), make_place(name_en="Baku")
    typed = said(
        title="A state visit", locator="p. 3", date="14 January 1992", date_accept="on", host_country="Turkey",
        host_country_accept="on", participations="Ana Ruiz", participations_accept="on", participations_role="met",
        places="Baku", places_accept="on", date_quotation="arrived on 14 January",
    )  # fmt: skip
    answer = enter(admin_client, source, "visits", **typed)
    assert answer.redirect_chain, errors_of(answer)
    visit = Visit.objects.get()
    assert (visit.status, visit.date, visit.host_country, visit.revision) == ("draft", "1992-01-14", "TR", 1)
    assert (visit.title_en, list(visit.places.all())) == ("A state visit", [place])
    assert [(p.person, p.role) for p in visit.participations.all()] == [(person, "met")]
    stances = {c.field: (c.stance, c.locator) for c in visit.citations.all()}
    assert stances == dict.fromkeys(("date", "host_country", "participations", "places"), (Stance.SUPPORTS, "p. 3"))
    assert visit.citations.get(field="date").quotation == "arrived on 14 January"
    assert Revision.objects.filter(visit=visit).get().author == admin_user


def test_a_person_made_on_the_page_takes_part_in_a_visit_made_on_the_page(admin_client):
    source = make_source(language="en")
    person = said(0, name="Ana Ruiz", name_accept="on", country="Spain", country_accept="on")
    visit = said(1, title="A visit", participations="Ana Ruiz", participations_accept="on")
    answer = enter(admin_client, source, "people", "visits", **person, **visit)
    assert answer.redirect_chain, errors_of(answer)
    assert Visit.objects.get().participations.get().person == Person.objects.get()
    assert (Person.objects.get().name_en, Person.objects.get().country) == ("Ana Ruiz", "ES")
    assert not Person.objects.get().uncited


def test_a_stored_record_is_cited_and_a_disagreement_is_named_with_the_way_to_its_page(admin_client):
    visit = make_visit(date="1992-01-14", status="draft")
    cite(visit, "date", "1992-01-14")
    answer = enter(admin_client, make_source(), "visits", **said(record=visit.pk, date="10 February 1992"))
    assert visit.citations.filter(stance="contradicts").count() == 1
    where = address(Discrepancy, "change", Discrepancy.objects.get().pk)
    assert any("Sources disagree" in each and where in each for each in words(answer))
    visit.refresh_from_db()
    assert visit.date == "1992-01-14"


def test_errors_keep_everything_that_was_typed_and_store_nothing(admin_client):
    source = make_source()
    first = said(0, title="A visit", date="someday", date_accept="on", date_quotation="Their words", locator="p. 9")
    answer = enter(admin_client, source, "visits", "agreements", **first, **said(1, title__="Treaty", signed="1992"))
    page = answer.content.decode()
    assert not answer.redirect_chain
    for typed in ("A visit", "someday", "Their words", "p. 9", "Treaty", "1992"):
        assert typed in page, typed
    assert "date-stated" in errors_of(answer)[0]
    assert not Visit.objects.exists()
    assert not Citation.objects.exists()


@pytest.mark.parametrize("action", ["_add", "_look", "_remove"])
def test_adding_looking_and_taking_away_keep_everything_and_store_nothing(admin_client, action):
    values = {"_add": "people", "_look": "1", "_remove": "1"}
    typed = said(0, title="A visit", date="1992", date_accept="on") | said(1, title="Treaty")
    sent = {"block": ["visits", "agreements"], action: values[action], **typed}
    answer = admin_client.post(where(make_source()), sent)
    forms = [form for form, _lines in answer.context["blocks"] if form]
    assert len(forms) == {"_add": 3, "_look": 2, "_remove": 1}[action]
    assert (forms[0]["title"].value(), forms[0]["date-stated"].value()) == ("A visit", "1992")
    assert "Understood as 1992." in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_chosen_record_shows_what_is_accepted_and_what_the_statement_does_to_it(admin_client):
    visit = make_visit(date="1992-01-14", title_en="The visit")
    sent = {"block": ["visits"], "_look": "1", **said(record=visit.pk, date="1992")}
    page = admin_client.post(where(make_source()), sent).content.decode()
    assert "14 January 1992" in page
    assert "Held against the accepted value: less precise." in page


def test_an_accepted_value_is_not_written_over_here(admin_client):
    visit = make_visit(date="1992", status="draft")
    answer = enter(admin_client, make_source(), "visits", **said(record=visit.pk, date="1993", date_accept="on"))
    assert "is accepted now" in errors_of(answer)[0]
    assert Visit.objects.get().date == "1992"


def test_an_empty_field_of_a_draft_takes_the_value(admin_client):
    visit = make_visit(status="draft")
    enter(admin_client, make_source(), "visits", **said(record=visit.pk, date="May 1993", date_accept="on"))
    assert Visit.objects.get().date == "1993-05"
    assert Visit.objects.get().evidence == "single"


def test_what_readers_see_already_is_proposed_and_the_draft_beside_it_is_stored(sign_in):
    editor, seen = sign_in("editor"), make_visit(date="1992", title_en="Seen")
    typed = said(0, record=seen.pk, date="1992", locator="p. 1") | said(1, title="New", date="1993", date_accept="on")
    answer = enter(editor, make_source(), "visits", "visits", **typed)
    assert answer.redirect_chain, errors_of(answer)
    assert not seen.citations.exists()
    assert Proposal.objects.get().snapshot["citations"][0]["stated"] == "1992"
    assert Visit.objects.get(status="draft").citations.get().stated == "1993"


def test_a_second_press_on_save_says_so_and_adds_nothing(admin_client):
    source, visit = make_source(), make_visit(status="draft")
    for _press in range(2):
        answer = enter(admin_client, source, "visits", **said(record=visit.pk, date="1992"))
    assert Citation.objects.count() == 1
    assert any("already" in each for each in words(answer))
    new = said(title="Something new", date="1992")
    enter(admin_client, source, "visits", **new)
    again = enter(admin_client, source, "visits", **new)
    assert "is there already" in errors_of(again)[0]
    assert Visit.objects.count() == 2


def test_a_name_that_nobody_or_several_bear_is_asked_about(admin_client):
    make_person(name_en="Ana Ruiz"), make_person(name_en="Ana Ruiz", slug="another")
    for name, sentence in (("Ana Ruiz", "several bear the name"), ("Nobody Known", "none bears the name")):
        typed = said(title="A visit", participations=name, participations_accept="on")
        assert sentence in errors_of(enter(admin_client, make_source(), "visits", **typed))[0]
    enter(admin_client, make_source(), "visits", **said(title="A visit", participations="Nobody Known"))
    assert Visit.objects.get().citations.get().stance == Stance.MENTIONS


def test_countries_and_bodies_become_parties_and_events_become_occasions(admin_client):
    source, event = make_source(), make_event(title_en="The summit")
    agreement = said(0, title__="Treaty", title_accept="on", parties="France\nSpain", parties_accept="on")
    visit = said(1, title="A visit", occasion="The summit", occasion_accept="on")
    answer = enter(admin_client, source, "agreements", "visits", **agreement, **visit)
    assert answer.redirect_chain, errors_of(answer)
    treaty = Citation.objects.filter(field="parties").first().agreement
    assert [party.country for party in treaty.parties.all()] == ["FR", "ES"]
    assert Visit.objects.get().occasion == event


def test_every_type_has_a_block_and_an_unknown_one_none(admin_client, record_type):
    page = admin_client.get(where(make_source()), {"_add": record_type.address})
    ((form, lines),) = page.context["blocks"]
    assert [line.name for line, _sentence in lines] == list(record_type.citable())
    assert not admin_client.get(where(make_source()), {"_add": "ghosts"}).context["blocks"]


def test_a_new_source_leads_on_to_what_it_says(admin_client):
    from archive.models import Source
    from tests.admin.conftest import typed

    form = admin_client.get(address(Source, "add"))
    answer = admin_client.post(address(Source, "add"), typed(form, title_en="The annals", _enter="1"))
    assert answer["Location"] == where(Source.objects.get())


@pytest.mark.parametrize("role", ["viewer", None])
def test_who_may_not_cite_does_not_enter(client, django_user_model, role):
    user = django_user_model.objects.create_user("somebody", password="x", is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    source = make_source()
    for method in (client.get, client.post):
        assert method(where(source)).status_code in (403, 404)
    assert not Citation.objects.exists()


def test_a_contributor_does_not_write_about_somebody_elses_draft(sign_in):
    contributor, draft = sign_in("contributor"), make_visit(status="draft")
    answer = enter(contributor, make_source(), "visits", **said(record=draft.pk, date="1992"))
    assert errors_of(answer)
    assert not Citation.objects.exists()


def test_a_documents_text_stands_beside_and_its_file_is_for_editors(admin_client, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    source = make_source()
    keep_file(source, "annals.html", b"<html><p>He arrived <script>alert(1)</script>on 14 January</p>")
    page = admin_client.get(where(source)).content.decode()
    assert "He arrived on 14 January" in page
    file = reverse("admin:archive_source_file", args=[source.pk, source.files.get().sha256])
    answer = admin_client.get(file)
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(file).status_code in (302, 403)
    elsewhere = reverse("admin:archive_source_file", args=[make_source().pk, source.files.get().sha256])
    assert admin_client.get(elsewhere).status_code == 404


def test_the_page_asks_the_same_for_one_record_and_for_many(admin_client, django_assert_max_num_queries):
    source, visits = make_source(), [make_visit(date="1992", places=[make_place()]) for _number in range(6)]
    make_agreement()
    typed = {}
    for number, visit in enumerate(visits):
        typed |= said(number, record=visit.pk, date="1992", host_country="France")
    with django_assert_max_num_queries(20 + 12 * 6):
        admin_client.post(where(source), {"block": ["visits"] * 6, "_look": "1", **typed})
