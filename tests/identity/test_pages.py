"""The pages of identity in the admin: duplicates, the hint on a record's page, the merge, its undo."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Likeness, Merge, MergeState, Person, Place, Source
from archive.review import identity
from archive.writing import change
from tests.admin.conftest import address, typed
from tests.factories import (
    cite,
    make_organization,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.identity.world import TYPES, furnish, make, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(somebody):
    """A browser in which somebody of a role is signed in; the user is its `.user`."""

    def sign(role):
        client = Client()
        client.user = somebody(role)
        client.force_login(client.user)
        return client

    return sign


def merge_page(stays, goes):
    return f"{address(type(stays), 'merge', stays.pk)}?with={goes.pk}"


def sent(page, **changes):
    """What a browser would send back of the merge page."""
    context = page.context
    chosen = {f"choose_{row.name}": row.chosen for row in context["rows"] if row.stays != row.goes}
    return {"seen": context["seen"], "why": context["why"], **chosen, **changes}


def words(answer):
    return [str(message) for message in answer.context["messages"]]


def twins(**values):
    return make_person(name_en="Ivan Petrov", **values), make_person(name_en="Petrov, Ivan", **values)


def test_likely_duplicates_are_listed_with_reasons_and_merged(sign_in):
    one, two = twins()
    reviewer = sign_in("reviewer")
    listed = address(Person, "duplicates")
    assert "Compare now" in reviewer.get(listed).content.decode()
    reviewer.post(listed, {"action": "compare"})
    page = reviewer.get(listed).content.decode()
    assert "the same name: ivan petrov" in page
    assert merge_page(one, two) in page
    answer = reviewer.get(merge_page(one, two))
    done = reviewer.post(merge_page(one, two), sent(answer, why="Same passport."), follow=True)
    assert words(done) == ["“Petrov, Ivan” is part of this record now, and its address leads here."]
    assert Merge.objects.get().reason == "Same passport."
    assert [form.text for form in one.names.all()] == ["Petrov, Ivan"]


def test_what_is_different_is_remembered_and_can_be_taken_back(sign_in):
    twins()
    editor, listed = sign_in("editor"), address(Person, "duplicates")
    editor.post(listed, {"action": "compare"})
    pair = Likeness.objects.get()
    editor.post(listed, {"action": "different", "pair": pair.pk, "why": "Father and son."})
    assert not editor.get(listed).context["pairs"].object_list
    said = editor.get(listed, {"state": "different"}).content.decode()
    assert "Father and son." in said
    editor.post(listed, {"action": "again", "pair": pair.pk})
    assert len(editor.get(listed).context["pairs"].object_list) == 1


@pytest.mark.parametrize(
    "data", [{"action": "different"}, {"action": "different", "pair": "9" * 40}, {"pair": "x"}, {}]
)
def test_what_the_list_does_not_know_is_no_page(sign_in, data):
    assert sign_in("editor").post(address(Person, "duplicates"), data).status_code == 404


def test_looking_changes_nothing(sign_in):
    one, two = twins()
    reviewer = sign_in("reviewer")
    with CaptureQueriesContext(connection) as queries:
        for page in (address(Person, "duplicates"), merge_page(one, two), address(Person, "merge", one.pk)):
            assert reviewer.get(page).status_code == 200
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "door_session" not in sql] == []


def test_a_record_s_page_names_those_that_may_be_the_same_as_soon_as_it_is_saved(sign_in):
    one, _two = twins()
    editor = sign_in("editor")
    form = address(Person, "change", one.pk)
    editor.post(address(Person, "add"), typed(editor.get(address(Person, "add")), name_en="I. Petrov"))
    page = editor.get(form)
    assert {alike.record.name_en for alike in page.context["alike"]} == {"I. Petrov", "Petrov, Ivan"}
    assert "Perhaps the same as" in page.content.decode()


def test_the_other_record_is_found_by_its_words(sign_in):
    one, two = make_person(name_en="Ivan Petrov"), make_person(name_en="Anna Smith")
    page = sign_in("reviewer").get(address(Person, "merge", one.pk), {"q": "anna"}).content.decode()
    assert f"?with={two.pk}" in page


def test_an_editor_proposes_and_a_reviewer_decides(sign_in):
    one, two = make_person(name_en="Ann"), make_person(name_en="Anna")
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    page = editor.get(merge_page(one, two))
    assert "Propose the merge" in page.content.decode()
    editor.post(merge_page(one, two), sent(page, choose_name_en="goes", why="Same."))
    proposal = Merge.objects.get()
    waiting = reverse("admin:archive_merge_page", args=[proposal.pk])
    decide = reviewer.get(waiting).context["decide_address"]
    shown = reviewer.get(decide)
    assert next(row.chosen for row in shown.context["rows"] if row.name == "name_en") == "goes"
    reviewer.post(decide, sent(shown))
    proposal.refresh_from_db()
    assert (proposal.state, Person.objects.get().name_en) == (MergeState.DONE, "Anna")
    reviewer.post(waiting, {"action": "undo"})
    assert Person.objects.count() == 2


def test_a_proposal_is_returned_or_taken_back_on_its_page(sign_in):
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    for client, data, state in (
        (reviewer, {"action": "return", "why": "Father and son."}, MergeState.RETURNED),
        (editor, {"action": "take_back"}, MergeState.TAKEN_BACK),
    ):
        proposal = identity.propose(make_person(), make_person(), by=editor.user)
        client.post(reverse("admin:archive_merge_page", args=[proposal.pk]), data)
        proposal.refresh_from_db()
        assert proposal.state == state


def test_an_undo_lists_what_was_edited_since(sign_in):
    reviewer, one, two = sign_in("reviewer"), make_person(), make_person(summary_en="Of the other.")
    merge = identity.merge(one, two, by=reviewer.user)
    record = Person.objects.get()
    with change(by=None):
        record.summary_en = "Written since."
        record.save()
    administrator = sign_in("administrator")
    page = administrator.post(reverse("admin:archive_merge_page", args=[merge.pk]), {"action": "undo"}, follow=True)
    assert "Written since." in page.content.decode()
    assert "listed below" in words(page)[0]


def test_a_record_that_changed_since_is_shown_again_with_all_that_was_typed(sign_in):
    one, two = make_person(name_en="Ann"), make_person(name_en="Anna")
    reviewer = sign_in("reviewer")
    page = reviewer.get(merge_page(one, two))
    cite(two, "summary", "since")
    again = reviewer.post(merge_page(one, two), sent(page, choose_name_en="goes", why="Long words."))
    assert "Nothing was saved" in words(again)[0]
    assert again.context["why"] == "Long words."
    assert next(row.chosen for row in again.context["rows"] if row.name == "name_en") == "goes"
    assert Person.objects.count() == 2
    reviewer.post(merge_page(one, two), sent(again))
    assert Person.objects.get().name_en == "Anna"


def test_a_second_click_finds_it_done(sign_in):
    one, two = make_person(), make_person()
    reviewer = sign_in("reviewer")
    data = sent(reviewer.get(merge_page(one, two)))
    reviewer.post(merge_page(one, two), data)
    again = reviewer.post(merge_page(one, two), data, follow=True)
    assert "merged into this record already" in words(again)[-1]
    assert Merge.objects.count() == 1


@pytest.mark.parametrize("role", ["viewer", "contributor", None])
def test_who_may_not_merge_sees_no_page_and_changes_nothing(sign_in, role):
    one, two = twins()
    merge = identity.propose(*twins(), by=sign_in("editor").user)
    client = sign_in(role)
    pages = [merge_page(one, two), address(Person, "duplicates"), address(Person, "merge", one.pk)]
    for page in (*pages, reverse("admin:archive_merge_page", args=[merge.pk])):
        assert client.get(page).status_code in (302, 403, 404), page
        assert client.post(page, {"action": "compare", "seen": identity.seen(one, two)}).status_code in (302, 403, 404)
    assert Person.objects.count() == 4
    assert not Likeness.objects.exists()


def test_an_anonymous_reader_is_sent_to_sign_in(client):
    one, two = twins()
    assert "/login/" in client.get(merge_page(one, two)).headers["Location"]
    assert "/login/" in client.post(merge_page(one, two)).headers["Location"]
    assert Person.objects.count() == 2


@pytest.mark.parametrize("address_of", TYPES)
def test_every_type_is_merged_and_taken_apart_on_its_pages(sign_in, address_of):
    shared = share()
    stays, goes = (furnish(make(address_of), shared) for _number in range(2))
    client, model = sign_in("administrator"), type(stays)
    count = model.objects.count()
    client.post(merge_page(stays, goes), sent(client.get(merge_page(stays, goes))))
    assert model.objects.count() == count - 1
    page = reverse("admin:archive_merge_page", args=[Merge.objects.get().pk])
    assert client.get(page).status_code == 200
    client.post(page, {"action": "undo"})
    assert model.objects.count() == count


@pytest.mark.parametrize("make_one", [make_person, make_place, make_source])
def test_the_list_takes_a_fixed_number_of_queries(sign_in, make_one):
    client, name = sign_in("reviewer"), "title_en" if make_one is make_source else "name_en"
    model = {make_person: Person, make_place: Place, make_source: Source}[make_one]

    def count(number):
        for _pair in range(number):
            make_one(**{name: "Ivan Petrov"})
        identity.compare(model)
        client.get(address(model, "duplicates"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model, "duplicates")).status_code == 200
        return len(queries)

    assert count(2) == count(6)


def test_the_merge_page_takes_a_fixed_number_of_queries(sign_in):
    one, two = make_person(), make_person()
    client = sign_in("reviewer")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(merge_page(one, two)).status_code == 200
        return len(queries)

    def hang(number):
        for n in range(number):
            cite(two, "summary", f"{n} of {number}")
            name_form(two, f"Form {n} of {number}")
            post(two, make_organization())
            take_part(two, make_visit())

    hang(1)
    few = count()
    hang(5)
    assert count() == few
