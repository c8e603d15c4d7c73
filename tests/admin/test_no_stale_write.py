"""Whatever is written from a page: nobody's work is written over unseen by somebody who has not read it."""

import threading
from itertools import count

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.urls import reverse

from archive.models import NameForm, Place, Proposal, Revision, Visit
from archive.review import accept, propose, seen_proposal, send_back
from archive.writing import Stale, change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import make_place, make_visit, name_form
from tests.identity.test_threads import at_once

# As many at once as there are connections to a PostgreSQL, and one to spare.
WRITERS, SAVES = 5, 40


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_saves_at_once_each_is_stored_on_what_it_has_read_or_is_refused():
    visit = make_visit(note="begun")
    begin, accepted, refused = threading.Barrier(WRITERS), [], []

    def write(writer):
        try:
            begin.wait()
            for number in range(SAVES):
                save(f"{writer}.{number}")
        finally:
            connection.close()

    def save(mark):
        record = Visit.objects.get(pk=visit.pk)
        record.note += f" {mark}"
        try:
            with change(by=None, why=mark):
                record.save()
        except Stale as refusal:
            refused.append(str(refusal))
        else:
            accepted.append(mark)

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = Visit.objects.get(pk=visit.pk)
    assert len(accepted) + len(refused) == WRITERS * SAVES
    assert stored.revision == 1 + len(accepted)
    versions = list(Revision.objects.filter(visit=visit).order_by("number"))
    marks = [version.reason for version in versions[1:]]
    assert sorted(marks) == sorted(accepted)
    # Each was written on the one before it: no save took another's words away.
    assert stored.note.split() == ["begun", *marks]
    # Somebody came between at least once, else nothing was tried here.
    assert refused
    assert "Somebody else has changed" in refused[0]


@pytest.mark.django_db
def test_the_names_of_a_place_are_part_of_what_was_read_of_it(admin_client, django_user_model):
    place = make_place(name_en="Baku")
    row = name_form(place, "Bacou")
    page = admin_client.get(address(Place, "change", place.pk))
    with change(by=None):
        NameForm.objects.filter(pk=row.pk).update(note="Of 1901.")
    sent = typed(page, **{"names-0-text": "Bakou"})
    answer = admin_client.post(address(Place, "change", place.pk), sent)
    assert "Somebody else has changed this in the meantime." in answer.content.decode()
    row.refresh_from_db()
    assert (row.text, row.note) == ("Bacou", "Of 1901.")
    again = admin_client.post(address(Place, "change", place.pk), typed(answer))
    assert again.status_code == 302, errors_of(again)
    assert NameForm.objects.get().text == "Bakou"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", range(2))
def test_of_two_who_write_one_place_at_once_the_second_is_told(client, django_user_model, time):
    place, clients = make_place(name_en="Baku"), []
    for name in ("leyla", "carlos"):
        clients.append(type(client)(raise_request_exception=False))
        clients[-1].force_login(django_user_model.objects.create_superuser(name, password="x"))
    where = address(Place, "change", place.pk)
    forms = [typed(each.get(where), name_en=f"Name {number}") for number, each in enumerate(clients)]
    found = at_once(*[lambda c=c, f=f: c.post(where, f) for c, f in zip(clients, forms, strict=True)])
    assert sorted(answer.status_code for answer in found) == [200, 302]
    (first,) = (number for number, answer in enumerate(found) if answer.status_code == 302)
    assert Place.objects.get().name_en == f"Name {first}"


@pytest.fixture
def confirmed(monkeypatch):
    """Administrators have just shown who they are."""
    monkeypatch.setattr("archive.door.passing.is_confirmed", lambda request: True)


@pytest.mark.django_db
def test_an_account_that_another_administrator_has_changed_is_not_written_over(admin_client, confirmed):
    user = User.objects.create_user("ana", is_staff=True)
    editors, where = Group.objects.get(name="editor"), reverse("admin:auth_user_change", args=[user.pk])
    page = admin_client.get(where)
    assert f'name="seen" value="{page.context["adminform"].form.initial["seen"]}"' in page.content.decode()
    user.groups.add(editors)
    User.objects.filter(pk=user.pk).update(is_staff=False)
    sent = typed(page, first_name="Ana") | {"date_joined_0": "2020-01-01", "date_joined_1": "10:00:00"}
    answer = admin_client.post(where, sent)
    assert answer.status_code == 200
    assert "Somebody else has changed this in the meantime." in answer.content.decode()
    user.refresh_from_db()
    assert (user.first_name, user.is_staff, list(user.groups.all())) == ("", False, [editors])
    assert (
        admin_client.post(where, sent | {"seen": answer.context["adminform"].form["seen"].value()}).status_code == 302
    )
    user.refresh_from_db()
    assert user.first_name == "Ana"


@pytest.mark.django_db
def test_a_sign_in_meanwhile_is_no_change_of_an_account(admin_client, confirmed, client):
    user = User.objects.create_user("ana", is_staff=True)
    where = reverse("admin:auth_user_change", args=[user.pk])
    sent = typed(admin_client.get(where), first_name="Ana")
    client.force_login(user)
    sent |= {"date_joined_0": "2020-01-01", "date_joined_1": "10:00:00"}
    assert admin_client.post(where, sent).status_code == 302


@pytest.mark.django_db
def test_a_role_that_another_administrator_has_changed_is_not_written_over(admin_client, confirmed):
    role = Group.objects.create(name="guests")
    where = reverse("admin:auth_group_change", args=[role.pk])
    page = admin_client.get(where)
    rights = list(role.permissions.model.objects.all()[:2])
    role.permissions.set(rights)
    answer = admin_client.post(where, typed(page, name="visitors"))
    assert answer.status_code == 200
    assert set(Group.objects.get(name="guests").permissions.all()) == set(rights)


@pytest.fixture
def proposed(sign_in):
    """An editor's proposal for a published visit: the browser, the visit and the proposal."""
    editor, visit = sign_in("editor"), make_visit(title_en="As it was")
    save(editor, visit, title_en="Proposed")
    return editor, visit, Proposal.objects.get()


_whys = count(1)


def save(client, record, query="", **values):
    where = address(Visit, "change", record.pk) + query
    answer = client.post(where, typed(client.get(where), why=f"Reason {next(_whys)}.", **values))
    assert answer.status_code == 302, errors_of(answer)


@pytest.mark.django_db
def test_a_second_proposal_of_one_person_keeps_what_the_first_would_change(proposed):
    editor, visit, proposal = proposed
    save(editor, visit, purpose_en="Trade")
    proposal.refresh_from_db()
    assert (proposal.snapshot["title_en"], proposal.snapshot["purpose_en"]) == ("Proposed", "Trade")
    save(editor, visit, title_en="Proposed anew")
    proposal.refresh_from_db()
    assert (proposal.snapshot["title_en"], proposal.snapshot["purpose_en"]) == ("Proposed anew", "Trade")


@pytest.mark.django_db
def test_a_proposal_that_its_author_goes_on_with_in_another_window_is_not_written_over(proposed):
    editor, visit, proposal = proposed
    where = address(Visit, "change", visit.pk) + f"?proposal={proposal.pk}"
    page = editor.get(where)
    save(editor, visit, f"?proposal={proposal.pk}", purpose_en="Trade")
    answer = editor.post(where, typed(page, note="Mine."))
    assert answer.status_code == 200
    assert "The proposal was changed since you opened it." in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.snapshot["purpose_en"] == "Trade"
    assert answer.context["adminform"].form["note"].value() == "Mine."


@pytest.mark.django_db
def test_a_proposal_that_is_gone_on_with_is_not_decided_on_unread(proposed, sign_in):
    editor, visit, proposal = proposed
    reviewer, where = sign_in("reviewer"), reverse("admin:archive_proposal_page", args=[proposal.pk])
    page = reviewer.get(where)
    assert f'name="seen" value="{page.context["seen"]}"' in page.content.decode()
    save(editor, visit, f"?proposal={proposal.pk}", purpose_en="Trade")
    for deed in ("_accept", "_return"):
        answer = reviewer.post(where, {deed: "1", "why": "Well said.", "seen": page.context["seen"]})
        assert answer.status_code == 200
        assert "Somebody else has changed" in answer.content.decode()
        assert "Well said.</textarea>" in answer.content.decode()
    proposal.refresh_from_db()
    visit.refresh_from_db()
    assert (proposal.state, visit.title_en) == ("waiting", "As it was")


@pytest.mark.django_db
def test_who_decides_on_a_proposal_may_say_which_state_of_it_was_read(proposed, sign_in):
    editor, visit, proposal = proposed
    read, reviewer = seen_proposal(proposal), sign_in("reviewer").user
    propose(visit, proposal.snapshot | {"note": "More."}, by=editor.user)
    for decide in (accept, send_back):
        with pytest.raises(Stale):
            decide(proposal, by=reviewer, why="Read.", expected=read)
    proposal.refresh_from_db()
    assert proposal.state == "waiting"
