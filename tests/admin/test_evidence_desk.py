"""The evidence desk: cited beside the field, no support lost unseen, disagreements decided, lists by evidence."""

import pytest

from archive.models import Citation, Proposal, Source, Visit
from tests.admin.conftest import address, errors_of, typed
from tests.factories import (
    MAKERS,
    cite,
    make_person,
    make_source,
    make_trade_figure,
    make_visit,
    take_part,
)

pytestmark = pytest.mark.django_db


def save(client, record, **values):
    where = address(type(record), "change", record.pk)
    return client.post(where, typed(client.get(where), **values))


# Beside the field


def test_every_citable_field_leads_to_a_citation_of_it_and_back(admin_client, record_type):
    record = MAKERS[record_type.address]()
    page = admin_client.get(address(record_type, "change", record.pk)).content.decode()
    start = page.index(f"{address(Citation, 'add')}?")
    link = page[start : page.index('"', start)].replace("&amp;", "&")
    form = admin_client.get(link)
    name = form.context["adminform"].form["field"].value()
    assert name in record_type.citable()
    assert page.count(f"{address(Citation, 'add')}?") == len(record_type.citable())
    sent = typed(form, source=make_source().pk, stated="something", locator="p. 1")
    answer = admin_client.post(link, sent)
    assert answer.status_code == 302, errors_of(answer)
    assert answer["Location"] == address(record_type, "change", record.pk)
    assert record.citations.get().field == name


def test_somebody_who_may_not_cite_gets_no_link_to_cite(client, staff):
    from django.contrib.auth.models import Permission

    staff.user_permissions.add(Permission.objects.get(codename="view_visit"))
    client.force_login(staff)
    page = client.get(address(Visit, "change", make_visit(date="1992").pk)).content.decode()
    assert f"{address(Citation, 'add')}?" not in page


def stance(client, model, **query):
    return client.get(address(model, "stance"), query).json()


def test_a_stance_is_told_while_the_stated_value_is_typed(admin_client):
    visit = make_visit(date="1992-01-14")
    found = stance(admin_client, Visit, record=visit.pk, field="date", stated="1992")
    assert (found["stance"], found["sentence"]) == ("less_precise", "Held against the accepted value: less precise.")
    assert stance(admin_client, Visit, record=visit.pk, field="date", stated="1992", value="1993")["stance"] == (
        "contradicts"
    )
    assert stance(admin_client, Visit, field="date", stated="14 yanvar 1992")["sentence"] == (
        "Understood as 14 January 1992."
    )
    assert "cannot read" in stance(admin_client, Visit, field="date", stated="one day")["sentence"]


def test_what_all_testimony_does_to_a_value_is_told_while_it_is_typed(admin_client):
    visit = make_visit(date="1992-01-14")
    citation = cite(visit, "date", "14 January 1992")
    found = stance(admin_client, Visit, record=visit.pk, field="date", value="1993")
    assert found == {
        "supported": False,
        "stances": {str(citation.pk): {"stance": "contradicts", "words": "contradicts"}},
    }
    assert stance(admin_client, Visit, record=visit.pk, field="date", value="1992")["supported"]
    assert stance(admin_client, Visit, record=visit.pk, field="date", value="")["supported"]
    # Half a date is none: it is judged when it is whole.
    assert stance(admin_client, Visit, record=visit.pk, field="date", value="199")["supported"] in (True, False)


def test_links_and_numbers_are_compared_while_they_are_typed(admin_client):
    one, other = make_person(name_en="Ana Ruiz"), make_person(name_en="Bo Li")
    visit = make_visit()
    take_part(one, visit)
    cite(visit, "participations", "Ana Ruiz")
    query = {"record": visit.pk, "field": "participations"}
    assert stance(admin_client, Visit, **query, value=[one.pk, other.pk])["supported"]
    assert not stance(admin_client, Visit, **query, value=[other.pk])["supported"]
    figure = make_trade_figure(amount=7, currency="USD", between="FR; DE")
    cite(figure, "amount", "7")
    query = {"record": figure.pk, "field": "amount"}
    model = type(figure)
    assert not stance(admin_client, model, **query, value="8")["supported"]
    for odd in ("8.", "-", "many", "1e999"):
        assert stance(admin_client, model, **query, value=odd)["supported"] in (True, False)


@pytest.mark.parametrize("query", [{"field": "slug"}, {"field": "nothing"}, {}])
def test_a_stance_about_what_cannot_be_cited_is_no_page(admin_client, query):
    assert admin_client.get(address(Visit, "stance"), query).status_code == 404


def test_a_stance_tells_nothing_to_those_who_may_not_see_the_record(client, staff):
    client.force_login(staff)
    query = {"record": make_visit(status="draft", date="1992").pk, "field": "date", "stated": "1992"}
    assert client.get(address(Visit, "stance"), query).status_code == 403


# No support lost unseen


def cited_visit(**values):
    visit = make_visit(**{"date": "1992-01-14", **values})
    cite(visit, "date", "14 January 1992")
    return type(visit).objects.get(pk=visit.pk)


def test_a_value_that_no_source_would_support_any_more_comes_back_with_the_question(admin_client):
    visit = cited_visit()
    answer = save(admin_client, visit, date="1993", note="typed words")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "No source would support what readers are told any more: Date." in page
    assert 'name="confirmed" value="date"' in page
    assert "typed words" in page
    assert Visit.objects.get().date == "1992-01-14"


def test_it_is_kept_when_confirmed_with_a_reason_only(admin_client):
    visit = cited_visit()
    assert save(admin_client, visit, date="1993", confirmed="date", why="").status_code == 200
    assert save(admin_client, visit, date="1993", why="A slip of the annals").status_code == 200
    assert Visit.objects.get().date == "1992-01-14"
    assert save(admin_client, visit, date="1993", confirmed="date", why="A slip of the annals").status_code == 302
    assert (Visit.objects.get().date, Visit.objects.get().unsupported) == ("1993", 1)


def test_it_is_stored_when_it_is_cited_in_the_same_save(admin_client):
    visit = cited_visit()
    row = {"citations-TOTAL_FORMS": "2", "citations-1-field": "date", "citations-1-source": make_source().pk}
    row |= {"citations-1-stance": "mentions", "citations-1-status": "published", "citations-1-stated": "May 1993"}
    answer = save(admin_client, visit, date="1993", **row)
    assert answer.status_code == 302, errors_of(answer)
    assert Visit.objects.get().unsupported == 0


def test_another_value_that_the_source_supports_as_well_is_no_question(admin_client):
    assert save(admin_client, cited_visit(), date="1992-01").status_code == 302


def test_a_field_that_is_emptied_needs_no_support(admin_client):
    assert save(admin_client, cited_visit(), date="").status_code == 302


def test_the_last_supporting_citation_is_not_taken_away_unseen(admin_client):
    visit = cited_visit()
    assert save(admin_client, visit, **{"citations-0-DELETE": "on"}).status_code == 200
    assert Citation.objects.count() == 1


def test_of_a_link_that_no_source_names_any_more_is_asked_too(admin_client):
    ana, bo = make_person(name_en="Ana Ruiz"), make_person(name_en="Bo Li")
    visit = make_visit()
    take_part(ana, visit)
    cite(visit, "participations", "Ana Ruiz")
    visit.refresh_from_db()
    answer = save(admin_client, visit, **{"participations-0-person": bo.pk})
    assert answer.status_code == 200
    assert "Participations" in answer.content.decode()
    assert visit.participations.get().person == ana


def test_a_draft_is_marked_only(admin_client):
    visit = cited_visit(status="draft")
    assert save(admin_client, visit, date="1993").status_code == 302
    page = admin_client.get(address(Visit, "change", visit.pk)).content.decode()
    assert "no source supports the value now accepted" in page


def test_a_proposal_is_asked_the_same(sign_in):
    editor, visit = sign_in("editor"), cited_visit()
    assert save(editor, visit, date="1993").status_code == 200
    assert not Proposal.objects.exists()
    assert save(editor, visit, date="1993", confirmed="date", why="A slip").status_code == 302
    assert Proposal.objects.get().snapshot["date"] == "1993"


# Lists by evidence


def test_lists_are_narrowed_by_when_their_sources_were_last_looked_up(admin_client, record_type):
    def found(**query):
        return set(admin_client.get(address(record_type), query).context["cl"].result_list)

    if record_type is Source:
        old, never, fresh = make_source(accessed="2001-05-01"), make_source(), make_source(accessed="2999")
    else:
        old, never, fresh = (MAKERS[record_type.address]() for _number in range(3))
        for record, accessed in ((old, "2001-05-01"), (never, ""), (fresh, "2999")):
            cite(record, record_type.citable()[0], "words", make_source(accessed=accessed))
    assert found(unchecked_since="never") == {never}
    assert found(unchecked_since="2002-01-01") == {old, never}
    assert found(unchecked_since="2001-05-01") == {never}
    assert not found(unchecked_since="yesterday")
    assert found() >= {old, never, fresh}
