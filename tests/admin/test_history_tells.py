"""Every change of a record and of what hangs on it, by form, sheet, merge or command, is told on its history page."""

import re

import pytest
from django.core.management import call_command

from archive.models import Citation, NameForm, Participation, Person, Posting, Visit
from archive.review import identity
from archive.spreadsheets import apply_together, prepare, read
from tests.admin.conftest import address, errors_of, typed
from tests.factories import cite, make_organization, make_person, make_source, make_visit, name_form, post, take_part

pytestmark = pytest.mark.django_db

# What may change: a record's own column and each kind of row that hangs on it. For each the record that it is part of,
# under which name its history lists it, what a sheet of it and a row of a form hold, and what an edit of it writes.
KINDS = {
    "record": ("person", "summary_en", "people", {"slug": "ana"}, {"summary_en": "{}"}),
    "names": (
        "person", "names", "names",
        {"type": "people", "record": "ana", "text": "Anne", "language": "en"}, {"note": "{}"},
    ),
    "postings": (
        "person", "postings", "postings", {"person": "ana", "organization": "body", "role": "member"}, {"note": "{}"},
    ),
    "participations": (
        "visit", "participations", "participations",
        {"type": "visits", "record": "journey", "person": "ana", "role": "met"}, {"capacity_en": "{}"},
    ),
    "citations": (
        "visit", "citations", "citations",
        {"type": "visits", "record": "journey", "source": "register", "field": "purpose", "locator": "p. 1",
         "stated": "To trade"},
        {"quotation": "{}"},
    ),
}  # fmt: skip
MODELS = {"names": NameForm, "postings": Posting, "participations": Participation, "citations": Citation}


@pytest.fixture
def people(db):
    """A person, a body, a visit and a source that rows of every kind may hang on or link to."""
    make_organization(slug="body")
    make_source(slug="register")
    return {"person": make_person(slug="ana", name_en="Ana Ruiz"), "visit": make_visit(slug="journey")}


def told(client, record, name):
    """(who, why, before, after) of one part of a record in the last line of its history page, as words there."""
    page = client.get(address(type(record), "history", record.pk))
    last = page.context["versions"].object_list[0]
    part = next(part for part in last.differences if part.key == name)
    words = re.sub(r"\s+", " ", page.content.decode())
    for each in (last.author_name, last.reason, *part.before.split("\n"), *part.after.split("\n")):
        assert each in words or "&" in words
    return last.author_name, last.reason, part.before, part.after


def linked(row):
    """A row of a sheet as the keys that a form sends."""
    from archive.models import Organization, Source

    targets = {"person": Person, "organization": Organization, "source": Source}
    row = {name: value for name, value in row.items() if name not in ("type", "record")}
    return {n: targets[n].objects.get(slug=v).pk if n in targets else v for n, v in row.items()}


class ByForm:
    """The record's own page in the admin."""

    reason = "Because I read it."

    def __init__(self, client, kind, record):
        self.client, self.kind, self.record = client, kind, record

    def _send(self, **changes):
        where = address(type(self.record), "change", self.record.pk)
        answer = self.client.post(where, typed(self.client.get(where), why=self.reason, **changes))
        assert answer.status_code == 302, errors_of(answer)

    def add(self, row, edit):
        if self.kind == "record":
            self._send(**edit)
            return
        page = self.client.get(address(type(self.record), "change", self.record.pk))
        formsets = [each.formset for each in page.context["inline_admin_formsets"]]
        blank = next(formset.empty_form for formset in formsets if formset.prefix == self.kind)
        chosen = {bound.name: bound.value() for bound in blank if bound.value()}
        cells = {**chosen, **linked(row), **edit}
        if self.kind == "postings":
            # The form is the person's own.
            del cells["person"]
        self._send(**{f"{self.kind}-TOTAL_FORMS": 1}, **{f"{self.kind}-0-{n}": v for n, v in cells.items()})

    def edit(self, _row, edit):
        self._send(**(edit if self.kind == "record" else {f"{self.kind}-0-{n}": v for n, v in edit.items()}))

    def remove(self):
        self._send(**({"summary_en": ""} if self.kind == "record" else {f"{self.kind}-0-DELETE": "on"}))


class BySheet:
    """A file that somebody imports, and whose import is undone."""

    reason = ""

    def __init__(self, user, kind):
        self.user, self.type = user, KINDS[kind][2]

    def _import(self, text):
        plans = prepare(self.type, read(text.encode(), "theirs.csv"))
        assert [str(problem) for problem in plans.problems] == []
        return apply_together(plans, by=self.user).pk

    def add(self, row, edit):
        cells = row | edit
        self.last = self._import(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")

    edit = add

    def remove(self):
        """The undo of the import that added it."""
        call_command("undo_import", self.first, user=self.user.get_username(), verbosity=0)


class ByCommand(BySheet):
    """The same at the command line, in somebody's name."""

    def __init__(self, user, kind, folder):
        super().__init__(user, kind)
        self.folder = folder

    def _import(self, text):
        path = self.folder / "theirs.csv"
        path.write_text(text, encoding="utf-8")
        call_command("import_sheet", self.type, str(path), user=self.user.get_username(), verbosity=0)
        from archive.models import ImportBatch

        return ImportBatch.objects.order_by("-pk").first().pk


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["form", "sheet", "command"])
def test_what_is_added_edited_and_removed_is_told_with_before_and_after(
    kind, way, people, admin_client, admin_user, tmp_path
):
    whose, name, _type, row, edit = KINDS[kind]
    record = people[whose]
    by = {
        "form": lambda: ByForm(admin_client, kind, record),
        "sheet": lambda: BySheet(admin_user, kind),
        "command": lambda: ByCommand(admin_user, kind, tmp_path),
    }[way]()

    def filled(words):
        return {column: text.format(words) for column, text in edit.items()}

    by.add(row, filled("First words"))
    by.first = getattr(by, "last", None)
    who, why, before, after = told(admin_client, record, name)
    assert (who, before) == ("admin", "")
    assert "First words" in after
    assert by.reason in why
    if way == "form" or kind == "record":
        by.edit(row, filled("Second words"))
    else:
        by.edit(row | _key_of(kind), filled("Second words"))
    who, why, before, after = told(admin_client, record, name)
    assert ("First words" in before, "Second words" in after, who) == (True, True, "admin")
    if way == "form":
        by.remove()
        who, why, before, after = told(admin_client, record, name)
        assert ("Second words" in before, after, who) == (True, "", "admin")
        assert by.reason in why
    else:
        call_command("undo_import", by.last, user="admin", verbosity=0)
        who, why, before, after = told(admin_client, record, name)
        assert ("Second words" in before, "First words" in after, who) == (True, True, "admin")
        by.remove()
        who, why, before, after = told(admin_client, record, name)
        assert ("First words" in before, after, who) == (True, "", "admin")


def _key_of(kind):
    return {"key": str(MODELS[kind].objects.get().pk)} if kind == "citations" else {}


def test_a_merge_is_told_in_every_record_that_it_changes(people, admin_client, admin_user):
    stays, visit = people["person"], people["visit"]
    goes = make_person(slug="anna", name_en="Anna Ruiz", summary_en="Of the other.")
    name_form(goes, "Anička")
    post(goes, make_organization(slug="office"), role="head")
    take_part(goes, visit, role="met", capacity_en="guest")
    cite(goes, "summary", "said of her", quotation="her words")
    identity.merge(stays, goes, by=admin_user, why="Same passport.")
    parts = {"summary_en": "Of the other.", "names": "Anička", "postings": "office", "citations": "her words"}
    for name, words in parts.items():
        who, why, _before, after = told(admin_client, stays, name)
        assert words in after, name
        assert (who, "Same passport." in why) == ("admin", True)
    who, why, before, after = told(admin_client, visit, "participations")
    assert ("anna" in before, "ana; " in after, who) == (True, True, "admin")
    assert "Same passport." in why
    office = Posting.objects.get(organization__slug="office").organization
    who, why, before, after = told(admin_client, office, "postings")
    assert ("anna" in before, "ana" in after, "Same passport." in why) == (True, True, True)


def test_the_undo_of_a_merge_is_told_too(people, admin_client, admin_user):
    stays, visit = people["person"], people["visit"]
    goes = make_person(slug="anna", name_en="Anna Ruiz")
    take_part(goes, visit, role="met")
    name_form(goes, "Anička")
    merge = identity.merge(stays, goes, by=admin_user)
    identity.undo(merge, by=admin_user, why="They met each other.")
    who, why, before, after = told(admin_client, stays, "names")
    assert ("Anička" in before, "Anička" in after, who) == (True, False, "admin")
    assert "They met each other." in why
    who, why, before, after = told(admin_client, visit, "participations")
    assert "anna" in after
    assert "They met each other." in why


def test_the_places_of_a_visit_are_told(people, admin_client):
    from tests.factories import make_place

    place, visit = make_place(slug="the-square"), people["visit"]
    where = address(Visit, "change", visit.pk)
    admin_client.post(where, typed(admin_client.get(where), places=[place.pk], why="On the photograph."))
    assert told(admin_client, visit, "places") == ("admin", "On the photograph.", "", "the-square")
