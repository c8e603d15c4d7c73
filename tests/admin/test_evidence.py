"""The evidence stands beside the field that it is about, and is entered on the record's own page."""

import pytest

from archive.models import Citation, Discrepancy, DiscrepancyState, Revision, Stance, Status
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_agreement, make_party, make_person, make_source, make_visit, take_part

pytestmark = pytest.mark.django_db


def form_of(client, record, **headers):
    return client.get(address(type(record), "change", record.pk), **headers)


def row_of(page, field):
    """The HTML of one line of the form."""
    html = page.content.decode()
    start = html.index(f"field-{field}")
    end = html.find('<div class="form-row', start)
    return html[start:end]


def test_each_testimony_stands_beside_its_field_with_its_stance(admin_client):
    visit = make_visit(date="2008-03-28", host_country="AZ")
    cite(visit, "date", "28 mart 2008", make_source(title_en="The annals"), locator="Section 4", translation="28 March")
    line = row_of(form_of(admin_client, visit), "date")
    for words in ("28 mart 2008", "28 March", "The annals", "Section 4", "supports"):
        assert words in line, words
    assert "28 mart 2008" not in row_of(form_of(admin_client, visit), "host_country")


def test_a_filled_fact_without_a_source_says_so_and_an_empty_one_does_not(admin_client):
    page = form_of(admin_client, make_visit(date="1992", title_en="A visit"))
    assert "no source yet" in row_of(page, "date")
    assert "no source yet" not in row_of(page, "host_country")
    assert "no source yet" not in row_of(page, "title_en")


def test_a_value_that_no_source_supports_is_marked(admin_client):
    visit = make_visit(date="1992")
    cite(visit, "date", "1993")
    line = row_of(form_of(admin_client, visit), "date")
    assert "no source supports the value now accepted" in line
    assert "contradicts" in line


def test_testimony_in_draft_leaves_the_fact_without_a_source(admin_client):
    visit = make_visit(date="1992")
    cite(visit, "date", "1992", status=Status.DRAFT)
    line = row_of(form_of(admin_client, visit), "date")
    assert "no source yet" in line
    assert "draft" in line


def test_a_disagreement_is_marked_beside_the_field_and_leads_to_its_page(admin_client):
    visit = make_visit(date="1992-01-14")
    cite(visit, "date", "1992-01-14")
    cite(visit, "date", "1992-02-10")
    found = Discrepancy.objects.get()
    line = row_of(form_of(admin_client, visit), "date")
    assert "Sources disagree" in line
    assert address(Discrepancy, "change", found.pk) in line


def test_testimony_about_what_hangs_on_the_record_stands_over_its_rows(admin_client):
    visit = make_visit()
    take_part(make_person(name_en="Ilqar Muxtarov"), visit)
    cite(visit, "participations", "Đ.Muxtarov", make_source(title_en="The annals"))
    page = form_of(admin_client, visit)
    each = next(f for f in page.context["inline_admin_formsets"] if f.formset.prefix == "participations")
    assert [c.stated for c in each.testimony.citations] == ["Đ.Muxtarov"]
    assert "Đ.Muxtarov" in page.content.decode()


def test_parties_without_a_source_are_marked(admin_client):
    agreement = make_agreement()
    make_party(agreement, "AZ")
    assert "no source yet" in form_of(admin_client, agreement).content.decode()


def test_somebody_who_may_only_look_sees_the_evidence_too(client, staff):
    from django.contrib.auth.models import Permission

    staff.user_permissions.add(Permission.objects.get(codename="view_visit"))
    client.force_login(staff)
    visit = make_visit(date="1992")
    cite(visit, "date", "14 January 1992", make_source(title_en="The annals"))
    page = form_of(client, visit).content.decode()
    assert "14 January 1992" in page
    assert "The annals" in page


def test_a_citation_is_entered_on_the_records_page_and_compared_at_once(admin_client):
    visit, source = make_visit(date="1992-01-14"), make_source()
    sent = typed(
        form_of(admin_client, visit),
        **{
            "citations-TOTAL_FORMS": "1",
            "citations-0-field": "date",
            "citations-0-source": source.pk,
            "citations-0-stated": "1992",
            "citations-0-stance": Stance.CONTRADICTS,
            "citations-0-status": Status.PUBLISHED,
            "why": "Read the annals",
        },
    )
    answer = admin_client.post(address(type(visit), "change", visit.pk), sent)
    assert answer.status_code == 302, errors_of(answer)
    visit.refresh_from_db()
    assert Citation.objects.get().stance == Stance.LESS_PRECISE
    assert (visit.evidence, visit.revision) == ("single", 2)
    assert Revision.objects.get(visit=visit, number=2).reason == "Read the annals"


def test_a_citation_of_a_field_that_the_record_has_not_is_refused(admin_client):
    visit, source = make_visit(), make_source()
    rows = {"citations-TOTAL_FORMS": "1", "citations-0-field": "amount", "citations-0-source": source.pk}
    rows |= {"citations-0-stance": "mentions", "citations-0-status": "published", "citations-0-stated": "7"}
    answer = admin_client.post(address(type(visit), "change", visit.pk), typed(form_of(admin_client, visit), **rows))
    assert "amount" in errors_of(answer)
    assert not Citation.objects.exists()


def test_the_stance_is_the_editors_to_say_only_where_the_archive_does_not_compare(admin_client):
    visit = make_visit(date="1992", purpose_en="Talks")
    cite(visit, "date", "1992")
    cite(visit, "purpose", "Consultations")
    page = form_of(admin_client, visit)
    each = next(f for f in page.context["inline_admin_formsets"] if f.formset.prefix == "citations")
    assert [form.fields["stance"].disabled for form in each.formset.initial_forms] == [True, False]


def test_a_source_lists_what_cites_it(admin_client):
    source = make_source()
    cite(make_visit(title_en="The first visit"), "date", "1992", source)
    page = form_of(admin_client, source).content.decode()
    assert "The first visit · date: 1992" in page


def test_a_source_is_cited_about_itself(admin_client):
    source = make_source(publisher="Azərtac")
    cite(source, "publisher", "Azertac", make_source(title_en="A catalogue"))
    assert "A catalogue" in row_of(form_of(admin_client, source), "publisher")


def disagreement():
    visit = make_visit(title_en="The visit", date="1992-01-14")
    cite(visit, "date", "14 January 1992", make_source(title_en="One"), quotation="on 14 January")
    cite(visit, "date", "10 fevral 1992", make_source(title_en="Other"), translation="10 February 1992")
    return Discrepancy.objects.get()


def test_a_discrepancy_shows_both_testimonies_with_their_words(admin_client):
    found = disagreement()
    page = admin_client.get(address(Discrepancy, "change", found.pk)).content.decode()
    for words in (
        "The visit",
        "14 January 1992",
        "on 14 January",
        "10 fevral 1992",
        "10 February 1992",
        "One",
        "Other",
    ):
        assert words in page, words


def test_a_discrepancy_is_resolved_with_a_public_note(admin_client, admin_user):
    found = disagreement()
    form = admin_client.get(address(Discrepancy, "change", found.pk))
    sent = typed(form, state="resolved", public_note_en="The protocol was signed that day.")
    assert admin_client.post(address(Discrepancy, "change", found.pk), sent).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.resolved_by) == (DiscrepancyState.RESOLVED, admin_user)
    assert found.resolved_at
    assert found.public_note_en == "The protocol was signed that day."


def test_the_list_of_discrepancies_shows_open_ones_first_and_others_by_choice(admin_client):
    found = disagreement()
    assert list(admin_client.get(address(Discrepancy)).context["cl"].result_list) == [found]
    form = admin_client.get(address(Discrepancy, "change", found.pk))
    sent = typed(form, state="unresolvable", public_note_en="Neither kept a protocol.")
    admin_client.post(address(Discrepancy, "change", found.pk), sent)
    assert not list(admin_client.get(address(Discrepancy)).context["cl"].result_list)
    for state in ("unresolvable", "all"):
        assert list(admin_client.get(address(Discrepancy), {"state": state}).context["cl"].result_list) == [found]


def test_nobody_adds_or_deletes_a_discrepancy_by_hand(admin_client):
    found = disagreement()
    assert admin_client.post(address(Discrepancy, "add"), {"field": "date"}).status_code == 403
    assert admin_client.post(address(Discrepancy, "delete", found.pk), {"post": "yes"}).status_code == 403
    assert Discrepancy.objects.count() == 1


def test_a_draft_with_a_discrepancy_can_be_deleted(admin_client):
    found = disagreement()
    draft = found.visit
    type(draft)._base_manager.filter(pk=draft.pk).update(status="draft")
    admin_client.post(address(type(draft), "delete", draft.pk), {"post": "yes"})
    assert not type(draft).objects.exists()
    assert not Discrepancy.objects.exists()
