"""Two records become one: everything that spoke of either speaks of the one that stays, and nothing is lost."""

import pytest
from django.db import IntegrityError

from archive.models import (
    Citation,
    Event,
    ImportBatch,
    Likeness,
    NameForm,
    Participation,
    Person,
    Proposal,
    Revision,
    Source,
    TradeFigure,
)
from archive.models.heading import Heading, Listed
from archive.review import identity, propose
from archive.snapshot import take
from archive.writing import Stale, change
from tests.factories import (
    cite,
    keep_file,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.identity.world import TYPES, furnish, make, share

pytestmark = pytest.mark.django_db


def test_a_record_of_another_type_that_has_the_same_number_is_left_alone(django_user_model):
    stays, goes = make_person(name_en="Bo Li"), make_person(name_en="Bo Lee")
    heading = Heading.objects.create(type="visits", facet="host_country", value="TR", records=1)
    Listed.objects.create(heading=heading, record=goes.pk)
    before = [*Listed.objects.order_by("pk").values()]
    identity.merge(stays, goes, by=django_user_model.objects.create_superuser("me"), why="The same signature")
    assert [*Listed.objects.order_by("pk").values()] == before


@pytest.mark.parametrize("address", TYPES)
def test_nothing_links_to_the_record_that_went(address):
    shared = share()
    stays, goes = (furnish(make(address), shared) for _number in range(2))
    model = type(stays)
    linked = {(m, key): m._base_manager.filter(**{key: goes.pk}).count() for m, key in identity.relations(model)}
    assert any(linked.values())
    identity.merge(stays, goes, by=None)
    assert not model.objects.filter(pk=goes.pk).exists()
    for related, key in linked:
        assert not related._base_manager.filter(**{key: goes.pk}).exists(), (related, key)


def test_values_are_taken_as_chosen_and_else_as_proposed():
    one = make_person(name_en="Ann", born="1950", country="", note="First.", summary_en="Kept.")
    two = make_person(name_en="Anna", born="1950-03-01", country="FR", note="Second.", summary_en="Dropped.")
    identity.merge(one, two, by=None)
    found = Person.objects.get(pk=one.pk)
    assert (found.name_en, found.born, found.country) == ("Ann", "1950-03-01", "FR")
    assert (found.note, found.summary_en) == ("First.\n\nSecond.", "Kept.")
    assert str(found.born_earliest) == "1950-03-01"


def test_a_choice_goes_before_what_is_proposed():
    one = make_person(name_en="Ann", born="1950", note="First.")
    two = make_person(name_en="Anna", born="1950-03-01", note="Second.")
    choices = {"name_en": "goes", "born": "stays", "note": "stays"}
    identity.merge(one, two, by=None, choices=choices)
    found = Person.objects.get(pk=one.pk)
    assert (found.name_en, found.born, found.note) == ("Anna", "1950", "First.")
    assert [(form.text, form.language) for form in found.names.all()] == [("Ann", "en")]


def test_names_are_united_each_once_and_the_shown_one_becomes_a_form():
    one, two = make_person(name_en="Ann"), make_person(name_en="Anna")
    for record in (one, two):
        name_form(record, "Anne", language="fr")
    name_form(two, "Anička", language="cs", note="a diminutive")
    identity.merge(one, two, by=None)
    forms = set(NameForm.objects.filter(person=one).values_list("text", "language"))
    assert forms == {("Anne", "fr"), ("Anička", "cs"), ("Anna", "en")}


def test_testimony_is_united_and_only_what_says_the_very_same_goes():
    one, two, source = make_person(), make_person(), make_source()
    for record in (one, two):
        cite(record, "born", "1950", source=source)
    cite(two, "born", "1950", source=source, quotation="born in 1950")
    identity.merge(one, two, by=None)
    assert sorted(Citation.objects.filter(person=one).values_list("quotation", flat=True)) == ["", "born in 1950"]


def test_attested_values_that_differ_become_a_discrepancy_with_both_testimonies():
    one, two = make_person(born="1950"), make_person(born="1951")
    cite(one, "born", "", stance="supports")
    cite(two, "born", "", stance="supports")
    identity.merge(one, two, by=None)
    assert Person.objects.get(pk=one.pk).born == "1950"
    assert set(one.citations.values_list("stated", "stance")) == {("1950", "supports"), ("1951", "contradicts")}
    assert one.discrepancies.get().field == "born"


def test_testimony_of_prose_that_is_given_up_does_not_support_the_other_wording():
    one, two = make_visit(purpose_en="To trade"), make_visit(purpose_en="To rest")
    cite(one, "purpose", "", stance="supports")
    cite(two, "purpose", "", stance="supports")
    identity.merge(one, two, by=None)
    assert set(one.citations.values_list("stated", "stance")) == {("To trade", "supports"), ("To rest", "mentions")}


def test_parts_and_offices_are_moved_and_the_same_ones_become_one():
    one, two, visit, body = make_person(), make_person(), make_visit(), make_organization()
    take_part(one, visit)
    take_part(two, visit, capacity_en="minister")
    take_part(two, visit, role="host")
    post(one, body, role="head", since="1990", until="1995")
    post(two, body, role="head", since="1990", until="1996", note="until spring")
    identity.merge(one, two, by=None)
    assert set(Participation.objects.values_list("role", "person", "capacity_en")) == {
        ("visitor", one.pk, "minister"),
        ("host", one.pk, ""),
    }
    assert list(one.postings.values_list("until", "note")) == [("1995", "until spring")]


def test_records_that_link_to_the_one_that_went_have_a_new_version_that_says_why():
    one, two, visit = make_person(slug="one"), make_person(slug="two"), make_visit()
    take_part(two, visit)
    identity.merge(one, two, by=None, why="Same passport.")
    version = Revision.objects.filter(visit=visit).first()
    assert version.snapshot["participations"][0]["person"] == "one"
    assert "merged into" in version.reason
    assert "Same passport." in version.reason


def test_the_last_version_of_the_one_that_went_tells_all_that_hung_on_it():
    one, two = make_person(), make_person(slug="two")
    cite(two, "summary", "x")
    expected = take(Person, [two.pk])[two.pk]
    identity.merge(one, two, by=None)
    version = Revision.objects.get(record_type="people", slug="two", deleted=True)
    assert version.snapshot == expected


def test_a_record_is_never_part_of_itself():
    whole = make_event()
    one, two = make_event(), make_event(part_of=whole)
    with change(by=None):
        whole.part_of = one
        whole.save()
    identity.merge(whole, one, by=None)
    assert Event.objects.get(pk=whole.pk).part_of_id is None
    assert Event.objects.get(pk=two.pk).part_of_id == whole.pk


def test_a_source_takes_its_testimony_imports_and_file_along():
    one, two, visit = make_source(), make_source(), make_visit()
    file = keep_file(two)
    cite(visit, "title", "x", source=two)
    batch = ImportBatch.objects.create(type="visits", content=b"file", source=two)
    merge = identity.merge(one, two, by=None)
    one.refresh_from_db()
    batch.refresh_from_db()
    assert (visit.citations.get().source_id, batch.source_id, bytes(batch.content)) == (one.pk, one.pk, b"file")
    assert one.files.get() == file
    identity.undo(merge, by=None)
    batch.refresh_from_db()
    assert batch.source_id == two.pk
    assert file.sha256 == Source.objects.get(pk=two.pk).files.get().sha256


def test_parties_of_agreements_are_united():
    one, two, agreement = make_organization(), make_organization(), make_agreement()
    make_party(agreement, organization=one)
    make_party(agreement, organization=two)
    make_party(agreement, "FR")
    identity.merge(one, two, by=None)
    assert sorted(agreement.parties.values_list("country", "organization"), key=str) == [("", one.pk), ("FR", None)]


def test_what_was_said_to_be_different_stays_so():
    one, two, three = make_person(), make_person(), make_person()
    identity.say_different(two, three, by=None)
    identity.say_different(one, two, by=None)
    identity.merge(one, three, by=None)
    assert Likeness.objects.filter(state="different").values_list("person", "other_person").get() == (one.pk, two.pk)


def test_a_changed_record_is_not_merged_unseen():
    one, two = make_person(), make_person()
    expected = identity.seen(one, two)
    cite(two, "summary", "x")
    with pytest.raises(Stale):
        identity.merge(one, two, by=None, expected=expected)
    assert Person.objects.count() == 2


def test_one_that_is_gone_already_is_not_merged_twice():
    one, two = make_person(), make_person()
    identity.merge(one, two, by=None)
    with pytest.raises(Stale):
        identity.merge(one, two, by=None)


def test_values_that_cannot_stand_beside_each_other_are_refused_with_a_sentence():
    one = make_trade_figure(period="1999", exporter="FR", importer="DE")
    two = make_trade_figure(period="1999", between="DE; FR")
    with pytest.raises(identity.NotMergeable, match="Give both exporter and importer"):
        identity.merge(one, two, by=None)
    assert TradeFigure.objects.count() == 2


def test_a_failure_in_the_middle_leaves_nothing_of_a_merge(monkeypatch):
    from tests.identity.dumps import differences, dump

    shared = share()
    stays, goes = (furnish(make("people"), shared) for _number in range(2))
    before = dump()

    def fail(_self):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr("archive.review.identity.uniting.Uniting._keep_address", fail)
    with pytest.raises(IntegrityError):
        identity.merge(stays, goes, by=None)
    assert differences(before, dump()) == []


def test_readers_do_not_lose_a_published_record_to_a_draft():
    with pytest.raises(identity.NotMergeable, match="let the published one stay"):
        identity.merge(make_person(status="draft"), make_person(), by=None)


def test_a_proposal_that_waits_is_decided_on_first(somebody):
    one, two = make_person(), make_person()
    wanted = take(Person, [two.pk])[two.pk] | {"summary_en": "Proposed."}
    proposal = propose(two, wanted, by=somebody("editor"))
    with pytest.raises(identity.NotMergeable, match="waits for a reviewer"):
        identity.merge(one, two, by=None)
    Proposal.objects.update(state="returned")
    identity.merge(one, two, by=None)
    proposal.refresh_from_db()
    assert proposal.person_id == one.pk
