"""Whole forms, sent by hand as every role: what is typed is valid, so only the right to send it stands in the way."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archive.door.models import AuditEntry
from archive.models import RECORD_TYPES, ImportBatch, Place, Proposal, Revision, Visit, arc_name
from tests.admin.rights.sending import typed
from tests.admin.rights.trying import Trial
from tests.admin.rights.world import PEOPLE, ROLES, STATES, sign_in, undone

pytestmark = pytest.mark.django_db
ADD = set(ROLES) - {"viewer"}
# Columns that no form has: whoever writes them into a request gains nothing.
FORGED = {"status": "published", "revision": "99", "evidence": "complete", "is_public": "on", "author": "1"}
SHEET = "title_en,status\nA visit that was sent by hand,published\n"


def address(page, *args, model="visit"):
    return reverse(f"admin:archive_{model}_{page}", args=args)


def whole_form(world, model, state="draft"):
    """All that the administrator's form of a record holds, without its rows and its address."""
    page = sign_in(world.people["administrator"]).get(
        address("change", world.records[model][state].pk, model=model._meta.model_name)
    )
    names = {bound.html_name for bound in page.context_data["adminform"].form}
    sent = typed(page.context_data)
    counts = {name: "0" for name in sent if name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}
    return {name: value for name, value in sent.items() if name in names - {"slug", "seen"}} | counts


def test_nobody_adds_anything_that_readers_see_at_once(world, unread):
    for model in RECORD_TYPES:
        sent = whole_form(world, model) | FORGED
        title = next(name for name in (*sent, "") if name.startswith(("name_", "title_")) or not name)
        sent |= {title: "Added by hand"} if title else {"year": "1901", "slug": "added-by-hand"}
        for who in askers(model):
            user = world.people[who]
            client = sign_in(user)
            with undone():
                before = set(model._base_manager.values_list("pk", flat=True))
                client.post(address("add", model=model._meta.model_name), sent)
                added = model._base_manager.exclude(pk__in=before)
                wanted = [("draft", 1, user.pk)] if who in ADD else []
                found = [(one.status, one.revision, versions_of(one).get().author_id) for one in added]
                assert found == wanted, f"{who} {model.address}"


def askers(model):
    """Who tries to add a record of a type: all with one type; else those who may not, and one who may in turn."""
    adding = sorted(ADD)[RECORD_TYPES.index(model) % len(ADD)]
    return [who for who in PEOPLE if model is Visit or who not in ADD or who == adding]


def versions_of(record):
    """The history of a record."""
    return Revision.objects.filter(**{arc_name(type(record)): record.pk})


@pytest.mark.parametrize("who", PEOPLE)
def test_a_standing_that_is_written_into_a_form_is_not_taken(world, unread, who):
    trial = Trial(world, who)
    sent = whole_form(world, Visit)
    for state in STATES:
        visit = world.records[Visit][state]
        forged = "withdrawn" if visit.status == "published" else "published"
        with undone():
            more = {"seen": str(visit.revision), "slug": visit.slug, "why": "Because.", "status": forged}
            trial.client.post(address("change", visit.pk), sent | more | {"_publish": "1", "step": "publish"})
            assert Visit.objects.get(pk=visit.pk).status == visit.status, f"{who} {state}"


def test_an_administrator_changes_what_readers_see_with_a_reason_alone(world, unread):
    trial = Trial(world, "administrator")
    for state in ("own published", "published", "withdrawn"):
        visit = world.records[Visit][state]
        page = trial.client.get(address("change", visit.pk))
        sent = typed(page.context_data) | {"title_en": "Changed by hand"}
        for why in ("", "   ", None):
            trial.client.post(address("change", visit.pk), sent | ({"why": why} if why is not None else {}))
            assert trial.is_as_before(), f"{state} {why!r}"
        with undone():
            trial.client.post(address("change", visit.pk), sent | {"why": "The treaty says so."})
            assert Visit.objects.get(pk=visit.pk).title_en == "Changed by hand"
            assert versions_of(visit).latest("number").reason == "The treaty says so."


@pytest.mark.parametrize("who", PEOPLE)
def test_a_row_of_its_own_page_is_written_proposed_or_refused_as_its_record_would_be(world, unread, who):
    trial = Trial(world, who)
    open_to = {"contributor": {"own draft", "own in review"}, "administrator": set(STATES)}
    drafts = {state for state in STATES if "draft" in state or "review" in state}
    for state in STATES:
        visit = world.records[Visit][state]
        sent = {"visit": visit.pk, "field": "date", "source": world.source.pk, "locator": "p. 1", "stated": "1993",
                "stance": "mentions", "status": "published", "why": "Because."}  # fmt: skip
        with undone():
            trial.client.post(reverse("admin:archive_citation_add"), sent)
            is_written = visit.citations.filter(stated="1993").exists()
            has_proposed = Proposal.objects.filter(visit=visit).exists()
            is_open = state in open_to.get(who, drafts if who in ADD else ())
            may_propose = "published" in state if who == "contributor" else who in ADD and not is_open
            assert (is_written, has_proposed) == (is_open, may_propose and not is_open), f"{who} {state}"
        assert trial.is_as_before()


@pytest.mark.parametrize("who", PEOPLE)
def test_a_sheet_is_taken_from_those_who_add_records_and_its_standing_from_nobody(world, unread, who):
    trial = Trial(world, who)
    for where in (address("import"), reverse("admin:archive_importbatch_add")):
        with undone():
            before = set(ImportBatch.objects.values_list("pk", flat=True))
            file = SimpleUploadedFile("by-hand.csv", SHEET.encode())
            trial.client.post(where, {"file": file, "user": "1", "state": "applied"})
            found = ImportBatch.objects.exclude(pk__in=before)
            is_given = who in ADD and where == address("import")
            assert [one.user_id for one in found] == ([trial.user.pk] if is_given else []), f"{who} {where}"
            assert not Visit.objects.filter(title_en="A visit that was sent by hand").exists()
        assert trial.is_as_before()


@pytest.mark.parametrize("who", PEOPLE)
def test_a_place_is_added_by_those_who_add_records(world, unread, who):
    trial = Trial(world, who)
    page = sign_in(world.people["administrator"]).get(address("add", model="place"))
    with undone():
        trial.client.post(address("add", model="place"), typed(page.context_data) | {"name_en": "By hand", **FORGED})
        assert Place.objects.filter(name_en="By hand").exists() is (who in ADD)


def of_accounts(world, user):
    """(address, whole form) of everything that changes who may do what; `user` is whom it shall raise."""
    every = list(Group.objects.values_list("pk", flat=True))
    now = f"{timezone.now():%Y-%m-%d}"
    raised = {"username": user.username, "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": every,
              "date_joined_0": now, "date_joined_1": "00:00:00"}  # fmt: skip
    password = {"password1": "a new long secret", "password2": "a new long secret", "usable_password": "true"}
    chief, viewers = world.people["administrator"], Group.objects.get(name="viewer")
    rights = list(viewers.permissions.model.objects.values_list("pk", flat=True))
    return [
        (reverse("admin:auth_user_change", args=[user.pk]), raised),
        (reverse("admin:auth_user_add"), {"username": "by-hand", **password, "is_superuser": "on", "groups": every}),
        (reverse("admin:auth_user_password_change", args=[chief.pk]), password),
        (reverse("admin:auth_user_delete", args=[world.stranger.pk]), {"post": "yes"}),
        (reverse("admin:auth_user_changelist"),
         {"action": "delete_selected", "_selected_action": world.stranger.pk, "post": "yes"}),
        (reverse("admin:auth_group_change", args=[viewers.pk]), {"name": "viewer", "permissions": rights}),
        (reverse("admin:auth_group_add"), {"name": "by-hand", "permissions": rights}),
        (reverse("admin:auth_group_delete", args=[viewers.pk]), {"post": "yes"}),
        (reverse("admin:door_take_factor", args=[chief.pk]), {"why": "Because."}),
    ]  # fmt: skip


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "administrator"])
def test_nobody_but_an_administrator_changes_an_account_or_a_role(world, unread, who):
    trial = Trial(world, who)
    for where, sent in of_accounts(world, trial.user or world.people["viewer"]):
        answer = trial.client.post(where, sent)
        assert answer.status_code in (302, 403, 404), f"{who} {where}: {answer.status_code}"
        assert trial.is_as_before(), f"{who} {where}"


@pytest.mark.parametrize("who", [who for who in PEOPLE if who != "anonymous"])
def test_ones_own_pages_raise_nobody(world, unread, who):
    trial = Trial(world, who)
    before = standing_of(trial.user)
    every = list(Group.objects.values_list("pk", flat=True))
    forged = {"is_superuser": "on", "is_staff": "on", "groups": every, "user_permissions": every, "user": "1"}
    for name in ("admin:password_change", "admin:door_own", "admin:door_confirm"):
        trial.client.post(reverse(name), forged | {"do": "codes", "code": "000000"})
    assert standing_of(trial.user) == before


def standing_of(user):
    """What makes somebody what they are, as it is stored."""
    stored = User.objects.get(pk=user.pk)
    groups = sorted(stored.groups.values_list("name", flat=True))
    return groups, stored.is_superuser, stored.is_staff, stored.is_active, stored.user_permissions.count()


def test_an_administrator_changes_accounts_after_the_second_factor_again(world, unread):
    from archive.door import sessions

    trial = Trial(world, "administrator")
    session = trial.client.session
    for seconds, is_given in ((0, False), (timezone.now().timestamp(), True)):
        session[sessions.CONFIRMED] = seconds
        session.save()
        for where, sent in of_accounts(world, world.people["viewer"]):
            with undone(), trial.client_as_it_was():
                before = AuditEntry.objects.count()
                answer = trial.client.post(where, sent)
                to_confirm = answer.get("Location", "").startswith(reverse("admin:door_confirm"))
                assert to_confirm is not is_given, f"{where} {seconds}"
                assert is_given or AuditEntry.objects.count() == before
            session.save()
