"""The table of rights, cell by cell: every address, every role, every method, every standing of a record.

Written from the promises, not from the code: a new address that the table does not know fails the first test, and
whatever is refused must leave the archive as it was.
"""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import get_resolver, reverse

from archive.models import RECORD_TYPES, Citation, Proposal, Revision
from archive.review import propose
from archive.writing import change
from tests.factories import MAKERS

pytestmark = pytest.mark.django_db

ROLES = (None, "viewer", "contributor", "editor", "reviewer", "administrator")
EDITING = {"contributor", "editor", "reviewer", "administrator"}
SEEING = {"editor", "reviewer", "administrator"}
STATES = ("own", "draft", "in_review", "published", "withdrawn")

# What each role may reach of one record's pages, by standing: states of the record, or nothing.
ALL = set(STATES)
OPEN = {"own", "draft", "in_review"}
RECORD_PAGES = {
    ("change", "GET"): {"contributor": {"own", "published"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("change", "POST"): {"contributor": {"own", "published"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("history", "GET"): {"contributor": {"own"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("version", "GET"): {"contributor": {"own"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("version", "POST"): {"contributor": {"own"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("compare", "GET"): {"contributor": {"own"}, "editor": ALL, "reviewer": ALL, "administrator": ALL},
    ("delete", "GET"): {"contributor": {"own"}, "editor": OPEN, "reviewer": OPEN, "administrator": OPEN},
    ("delete", "POST"): {"contributor": {"own"}, "editor": OPEN, "reviewer": OPEN, "administrator": OPEN},
    ("submit", "POST"): {
        "contributor": {"own"},
        "editor": {"own", "draft"},
        "reviewer": {"own", "draft"},
        "administrator": {"own", "draft"},
    },
    ("publish", "POST"): {"reviewer": {"draft", "in_review", "withdrawn"}, "administrator": ALL - {"published"}},
    ("return", "POST"): {"reviewer": {"in_review"}, "administrator": {"in_review"}},
    ("withdraw", "POST"): {"reviewer": {"published"}, "administrator": {"published"}},
    # Only with signed work of one's own, which the test does not have.
    ("conflict", "POST"): {},
}
STEPS = ("submit", "publish", "return", "withdraw")
# Pages of a whole type: who gets them.
TYPE_PAGES = {
    "changelist": EDITING,
    "add": EDITING,
    "import": EDITING,
    "export": EDITING,
    "understood": {"viewer", *EDITING},
}
# Pages that are not of one record type, and who gets them; None stands for anybody.
OTHERS = {
    "admin:index": {"viewer", *EDITING},
    "admin:archive_desk": {"viewer", *EDITING},
    "admin:archive_recent": SEEING,
    "admin:archive_recent_feed": SEEING,
    "admin:password_change": {"viewer", *EDITING},
    "admin:password_change_done": {"viewer", *EDITING},
    "admin:jsi18n": {"viewer", *EDITING},
    "admin:archive_revision_changelist": SEEING,
    "admin:archive_proposal_changelist": SEEING,
    "admin:archive_importbatch_changelist": SEEING,
    "admin:archive_discrepancy_changelist": EDITING,
    "admin:auth_user_changelist": {"administrator"},
    "admin:auth_user_add": {"administrator"},
    "admin:auth_group_changelist": {"administrator"},
    "admin:auth_group_add": {"administrator"},
    "healthz": set(ROLES),
    "robots": set(ROLES),
    "sitemap": set(ROLES),
    "changes": set(ROLES),
    "home": set(ROLES),
    "timeline": set(ROLES),
    "discrepancies": set(ROLES),
    "search": set(ROLES),
    "about": set(ROLES),
}
# Kinds of address that are tried elsewhere, each with the place; nothing else may be missing above.
ELSEWHERE = {
    "admin:login": "tests/admin/test_every_type.py",
    "admin:logout": "leads to the sign-in",
    "admin:view_on_site": "leads to a public page",
    "admin:app_list": "the index, for one app",
    "admin:autocomplete": "test_look_ups_name_only_what_one_may_see",
    "admin:archive_proposal_page": "test_a_proposal_is_seen_by_its_author_and_by_those_who_see_all",
    "admin:": "redirects to the change page",
    "sitemap-part": "tests/public/test_visibility.py",
}
HANGING = {"citation", "posting", "participation", "nameform", "place", "discrepancy", "revision", "importbatch",
           "proposal"}  # fmt: skip


def addresses(resolver=None, space=""):
    """The name of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield space + (pattern.name or "")


def test_every_address_is_in_the_table():
    names = "|".join(model._meta.model_name for model in RECORD_TYPES)
    known_pages = {page for page, _method in RECORD_PAGES} - set(STEPS) | set(TYPE_PAGES) | {"step", "stance"}
    unknown = set()
    for name in addresses():
        of_type = re.fullmatch(rf"admin:archive_({names})_(\w+)", name)
        of_row = re.fullmatch(rf"admin:archive_({'|'.join(HANGING)})_(\w+)", name)
        of_user = re.fullmatch(r"admin:auth_(user|group)_\w+", name)
        public = re.fullmatch(rf"({'|'.join(m.address for m in RECORD_TYPES)})-(list|detail|data|download)", name)
        if of_type and of_type[2] in known_pages | {"preview"}:
            continue
        if of_row or of_user or public or name in OTHERS or name in ELSEWHERE:
            continue
        unknown.add(name)
    assert not unknown, f"Say in the table who may reach {unknown}."


@pytest.fixture
def people(django_user_model):
    """A signed-in browser for each role; the one of None is nobody's."""
    found = {}
    for role in ROLES:
        client = Client()
        if role:
            client.user = django_user_model.objects.create_user(role, password="x", is_staff=True)
            client.user.groups.add(Group.objects.get(name=role))
            client.force_login(client.user)
        found[role] = client
    return found


def record_in(model, state, client):
    """A record of a type in a standing; `own` is a draft of this person's."""
    record = MAKERS[model.address](status="draft")
    model._base_manager.filter(pk=record.pk).update(uncited=0)
    owner = getattr(client, "user", None) if state == "own" else None
    Revision._base_manager.filter(record_type=model.address, slug=record.slug).update(author=owner)
    model._base_manager.filter(pk=record.pk).update(status="draft" if state == "own" else state)
    return model._base_manager.get(pk=record.pk)


def fingerprint():
    """What the archive holds, as far as a write would show."""
    counts = [model.objects.count() for model in (*RECORD_TYPES, Citation, Revision, Proposal, User, Group)]
    return counts, [list(m.objects.order_by("pk").values_list("pk", "status", "revision")) for m in RECORD_TYPES]


def where(model, page, record):
    name = f"admin:archive_{model._meta.model_name}_"
    if page in STEPS:
        return reverse(f"{name}step", args=[record.pk, page])
    if page == "version":
        return reverse(f"{name}version", args=[record.pk, 1])
    if page == "compare":
        return reverse(f"{name}compare", args=[record.pk]) + "?from=1&to=1"
    return reverse(f"{name}{page}", args=[record.pk])


def was_served(answer):
    """Whether the page was given, or the step taken: no refusal, no way to the sign-in."""
    assert answer.status_code < 500
    if answer.status_code in (301, 302):
        return "/login/" not in answer["Location"]
    return answer.status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_the_pages_of_a_record(people, model, role):
    client = people[role]
    for (page, method), allowed in RECORD_PAGES.items():
        for state in STATES:
            record = record_in(model, state, client)
            before = fingerprint()
            sent = {"why": "Because.", "seen": str(record.revision)}
            address = where(model, page, record)
            answer = client.get(address) if method == "GET" else client.post(address, sent)
            cell = f"{role} {method} {page} of {state}"
            may = state in allowed.get(role, ())
            if may:
                assert was_served(answer), f"{cell}: {answer.status_code}"
            else:
                assert answer.status_code in (302, 403, 404), f"{cell}: {answer.status_code}"
                assert fingerprint() == before, f"{cell} has written"
            if page in STEPS:
                moved = model._base_manager.get(pk=record.pk).status != record.status
                assert moved is may, f"{cell}: {'taken' if moved else 'not taken'}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_the_pages_of_a_type(people, model, role):
    client, before = people[role], fingerprint()
    for page, allowed in TYPE_PAGES.items():
        address = reverse(f"admin:archive_{model._meta.model_name}_{page}")
        for answer in (client.get(address), client.post(address, {})):
            if role not in allowed:
                assert answer.status_code in (302, 403, 404, 405), f"{role} {page}: {answer.status_code}"
        assert was_served(client.get(address)) is (role in allowed), f"{role} {page}"
    assert fingerprint() == before


@pytest.mark.parametrize("role", ROLES)
def test_all_other_pages(people, role):
    client, before = people[role], fingerprint()
    for name, allowed in OTHERS.items():
        assert was_served(client.get(reverse(name))) is (role in allowed), f"{role} {name}"
    assert fingerprint() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", RECORD_TYPES, ids=lambda model: model.address)
def test_readers_pages_show_everybody_what_is_published_and_nothing_else(people, model, role):
    client = people[role]
    for state in STATES:
        record = record_in(model, state, client)
        for address in (record.get_absolute_url(), f"/{model.address}/{record.slug}.json"):
            answer = client.get(address)
            assert (answer.status_code == 200) is (state == "published"), f"{role} {address} of {state}"
            assert client.post(address).status_code in (403, 404, 405)


@pytest.mark.parametrize("role", ROLES)
def test_look_ups_name_only_what_one_may_see(people, role):
    from archive.models import Person

    client = people[role]
    seen = {state: record_in(Person, state, client) for state in STATES}
    query = {"app_label": "archive", "model_name": "participation", "field_name": "person"}
    answer = client.get(reverse("admin:autocomplete"), query)
    allowed = {"contributor": {"own", "published"}, "editor": ALL, "reviewer": ALL, "administrator": ALL}.get(role)
    if allowed is None:
        assert answer.status_code in (302, 403)
        return
    found = {row["id"] for row in answer.json()["results"]}
    assert found == {str(seen[state].pk) for state in allowed}


@pytest.mark.parametrize("role", ROLES)
def test_a_proposal_is_seen_by_its_author_and_by_those_who_see_all(people, role):
    for author in ("contributor", "editor"):
        visit = MAKERS["visits"](title_en="One")
        with change(by=None):
            visit.title_en = "Two"
            visit.save()
        wanted = Revision.objects.get(visit=visit, number=1).snapshot
        proposal = propose(visit, wanted, by=people[author].user)
        address = reverse("admin:archive_proposal_page", args=[proposal.pk])
        assert was_served(people[role].get(address)) is (role in SEEING or role == author)
        before = fingerprint()
        answer = people[role].post(address, {"_accept": "1", "_confirmed": "on", "why": "Because."})
        assert answer.status_code in (302, 403, 404)
        if role not in ("reviewer", "administrator"):
            assert fingerprint() == before
            assert Proposal.objects.get(pk=proposal.pk).state == "waiting"


@pytest.mark.parametrize("role", ROLES)
def test_a_list_holds_only_what_one_may_see(people, role):
    from archive.models import Visit

    client = people[role]
    seen = {state: record_in(Visit, state, client) for state in STATES}
    answer = client.get(reverse("admin:archive_visit_changelist"))
    allowed = {"contributor": {"own", "published"}, "editor": ALL, "reviewer": ALL, "administrator": ALL}.get(role)
    if allowed is None:
        assert answer.status_code in (302, 403)
    else:
        assert set(answer.context["cl"].queryset) == {seen[state] for state in allowed}
