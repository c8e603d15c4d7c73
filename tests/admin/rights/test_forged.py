"""What no page offers, sent all the same: rows of others, look-ups, actions, other people's work, old sessions."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from archive.models import Citation, Person, Source, Visit
from tests.admin.rights.sending import typed
from tests.admin.rights.trying import Trial
from tests.admin.rights.world import PEOPLE, STATES

pytestmark = pytest.mark.django_db
SEEN_BY = {
    "contributor": {"own draft", "own in review", "own published", "published"},
    **dict.fromkeys(("editor", "reviewer", "administrator"), set(STATES)),
}


def address(page, *args):
    return reverse(f"admin:archive_visit_{page}", args=args)


def form_of(trial, state):
    """A visit's form as this person is given it."""
    return typed(trial.client.get(address("change", trial.world.records[Visit][state].pk)).context_data)


@pytest.mark.parametrize("who", ["contributor", "editor", "administrator"])
@pytest.mark.parametrize("theirs", ["draft", "published"])
def test_a_row_of_another_record_is_not_moved_by_its_key(world, unread, who, theirs):
    trial = Trial(world, who)
    stolen = world.hanging[theirs]["citation"]
    sent = form_of(trial, "own draft")
    forged = {"citations-0-id": stolen.pk, "citations-0-quotation": "Forged.", "why": "Because."}
    trial.client.post(address("change", world.records[Visit]["own draft"].pk), sent | forged)
    stored = Citation.objects.get(pk=stolen.pk)
    assert (stored.visit_id, stored.quotation) == (stolen.visit_id, stolen.quotation)


@pytest.mark.parametrize("theirs", ["draft", "published"])
def test_a_row_is_not_hung_on_another_record_by_its_link(world, unread, theirs):
    trial = Trial(world, "contributor")
    sent = form_of(trial, "own draft")
    own, other = world.records[Visit]["own draft"], world.records[Visit][theirs]
    before = set(other.citations.values_list("pk", flat=True))
    trial.client.post(address("change", own.pk), sent | {"citations-0-visit": other.pk, "why": "Because."})
    assert set(other.citations.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("state", STATES)
def test_a_citation_of_its_own_page_hangs_only_on_what_one_may_change(world, unread, state):
    trial = Trial(world, "contributor")
    visit = world.records[Visit][state]
    sent = {"visit": visit.pk, "field": "date", "source": world.source.pk, "locator": "p. 1", "stated": "1993",
            "stance": "mentions", "status": "published", "why": "Because."}  # fmt: skip
    answer = trial.client.post(reverse("admin:archive_citation_add"), sent)
    assert answer.status_code in (200, 302, 403)
    is_written = visit.citations.filter(stated="1993").exists()
    assert is_written is (state in ("own draft", "own in review"))
    if state in ("draft", "in review", "withdrawn"):
        assert trial.is_as_before()


@pytest.mark.parametrize("who", PEOPLE)
def test_look_ups_name_only_what_one_may_see(world, who):
    trial = Trial(world, who)
    for field, model in (("person", Person), ("source", Source)):
        about = "participation" if field == "person" else "citation"
        query = {"app_label": "archive", "model_name": about, "field_name": field}
        answer = trial.client.get(reverse("admin:autocomplete"), query)
        if who not in SEEN_BY:
            assert answer.status_code in (302, 403), who
            continue
        found = {row["id"] for row in answer.json()["results"]}
        hidden = {str(world.records[model][state].pk) for state in set(STATES) - SEEN_BY[who]}
        assert found.isdisjoint(hidden)
    # Tables that are nobody's link, or that the archive does not look up.
    groups = {"app_label": "auth", "model_name": "user", "field_name": "groups"}
    for query in ({}, groups) if who != "administrator" else ({},):
        assert trial.client.get(reverse("admin:autocomplete"), query).status_code in (302, 403)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_list_holds_only_what_one_may_see(world, unread, who):
    trial = Trial(world, who)
    for query in ("", "?status__exact=draft", "?q=visit", "?o=1"):
        answer = trial.client.get(address("changelist") + query)
        if who not in SEEN_BY:
            assert answer.status_code in (302, 403)
            continue
        shown = set(answer.context_data["cl"].queryset.values_list("pk", flat=True))
        hidden = {world.records[Visit][state].pk for state in set(STATES) - SEEN_BY[who]}
        assert shown.isdisjoint(hidden)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_way_to_a_readers_page_names_nothing_hidden(world, who):
    trial = Trial(world, who)
    kind = ContentType.objects.get_for_model(Visit)
    for state in STATES:
        visit = world.records[Visit][state]
        answer = trial.client.get(reverse("admin:view_on_site", args=[kind.pk, visit.pk]))
        odd = trial.client.get(f"/admin/r/{kind.pk}/{visit.pk}%20/")
        is_seen = state in SEEN_BY.get(who, ())
        assert answer.get("Location", "").endswith(f"/{visit.slug}/") is is_seen, f"{who} {state}"
        assert is_seen or visit.slug not in odd.get("Location", ""), f"{who} {state}"


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", ["delete_selected", "export_selected", "publish", ""])
def test_an_action_on_keys_that_one_may_not_see_does_nothing(world, unread, who, action):
    trial = Trial(world, who)
    keys = [str(world.records[Visit][state].pk) for state in ("draft", "published", "withdrawn")]
    sent = {"action": action, "_selected_action": keys, "post": "yes", "why": "Because.", "select_across": "1"}
    answer = trial.client.post(address("changelist"), sent)
    assert answer.status_code in (200, 302, 403)
    if action != "delete_selected" or who not in ("editor", "reviewer", "administrator"):
        kept = Visit.objects.filter(pk__in=keys).count()
        assert kept == len(keys)
    assert Visit.objects.filter(pk__in=keys[1:]).count() == 2


@pytest.mark.parametrize("who", PEOPLE)
def test_an_export_holds_only_what_its_asker_may_see(world, who):
    trial = Trial(world, who)
    hidden = [world.records[Visit][state] for state in set(STATES) - SEEN_BY.get(who, {"published", "own published"})]
    asked = [
        (address("export"), {"format": "csv"}),
        (address("export"), {"format": "csv", "_selected_action": [str(visit.pk) for visit in hidden]}),
        (reverse("archive-export"), {"format": "json"}),
        ("/visits.csv", None),
        ("/archive.json", None),
    ]
    for where, sent in asked:
        answer = trial.client.get(where) if sent is None else trial.client.post(where, sent)
        if sent is not None and who not in SEEN_BY:
            assert answer.status_code in (302, 403), f"{who} {where}"
            continue
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
        unseen = hidden if sent is not None else [v for s, v in world.records[Visit].items() if "published" not in s]
        assert not [visit for visit in unseen if f"{visit.slug}," in text or f'"{visit.slug}"' in text], where


@pytest.mark.parametrize("query", ["_popup=1", "_to_field=id", "_popup=1&_to_field=slug", "_to_field=note"])
@pytest.mark.parametrize("who", PEOPLE)
def test_popups_open_no_other_door(world, unread, who, query):
    trial = Trial(world, who)
    draft = world.records[Visit]["draft"]
    for page, args in (("change", [draft.pk]), ("delete", [draft.pk]), ("changelist", []), ("add", [])):
        where = f"{address(page, *args)}?{query}"
        plain, popup = trial.client.get(address(page, *args)), trial.client.get(where)
        assert popup.status_code < 500
        if plain.status_code != 200:
            assert popup.status_code in (302, 400, 403, 404), where
    assert trial.is_as_before()


def test_what_one_may_not_see_answers_like_what_never_was(world):
    trial = Trial(world, "contributor")
    draft = world.records[Visit]["draft"]
    for page, more in (("change", []), ("history", []), ("version", [1]), ("compare", []), ("delete", []),
                       ("merge", []), ("step", ["publish"])):  # fmt: skip
        there, never = (trial.client.get(address(page, pk, *more)) for pk in (draft.pk, 987654321))
        assert there.status_code == never.status_code, page
        assert there.get("Location") == never.get("Location"), page
        assert draft.title_en.encode() not in there.content


def test_rights_that_are_taken_away_are_gone_with_the_next_request(world, unread):
    trial = Trial(world, "administrator")
    draft = world.records[Visit]["draft"]
    assert trial.client.get(address("change", draft.pk)).status_code == 200
    trial.user.groups.set([Group.objects.get(name="contributor")])
    assert trial.client.get(address("change", draft.pk)).status_code == 302
    assert trial.client.get(reverse("admin:auth_user_changelist")).status_code == 403
    trial.user.groups.clear()
    assert trial.client.get(address("changelist")).status_code == 403
    type(trial.user).objects.filter(pk=trial.user.pk).update(is_active=False)
    assert "/login/" in trial.client.get(address("changelist"))["Location"]


def test_an_administrator_says_why_before_readers_see_a_change(world):
    trial = Trial(world, "administrator")
    visit = world.records[Visit]["published"]
    sent = form_of(trial, "published") | {"note": "Another note.", "why": " "}
    answer = trial.client.post(address("change", visit.pk), sent)
    assert answer.status_code == 200
    assert "write the reason" in str(answer.context_data["adminform"].form.errors["why"])
    assert answer.context_data["adminform"].form["note"].value() == "Another note."
    assert trial.is_as_before()
    assert trial.client.post(address("change", visit.pk), sent | {"why": "Found in the papers."}).status_code == 302
    last = visit.revisions.order_by("-number").first()
    assert (last.reason, last.author) == ("Found in the papers.", trial.user)


def test_an_administrator_says_why_before_testimony_of_what_is_published_goes(world):
    trial = Trial(world, "administrator")
    row = world.hanging["published"]["citation"]
    where = reverse("admin:archive_citation_delete", args=[row.pk])
    assert b'name="why"' in trial.client.get(where).content
    answer = trial.client.post(where, {"post": "yes"}, follow=True)
    assert "write the reason" in " ".join(str(message) for message in answer.context["messages"])
    assert trial.is_as_before()
    trial.client.post(where, {"post": "yes", "why": "Cited twice."})
    assert not Citation.objects.filter(pk=row.pk).exists()
