"""The world of the matrix: somebody of every role, and everything that an address can be about, in every state.

It is built once for a module and changed by nobody: what is tried in it is undone before the next thing is tried.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.test import Client

from archive import audit
from archive.door.models import AuditEntry
from archive.models import (
    RECORD_TYPES,
    BatchState,
    Discrepancy,
    ImportBatch,
    ImportRow,
    Merge,
    Proposal,
    Revision,
    SavedMapping,
    Source,
    Visit,
    arc_name,
)
from archive.review import propose
from archive.review.corrections import receive
from archive.writing import change
from tests.admin.importing import imported
from tests.factories import (
    MAKERS,
    cite,
    keep_file,
    make_person,
    make_place,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.history import rewrite

# What every source keeps as its file.
DOCUMENT = b"What the document says."
# Who asks: readers, three accounts that look as if they had rights, and the five roles.
READERS = ("anonymous", "reader", "closed", "without a role")
ROLES = ("viewer", "contributor", "editor", "reviewer", "administrator")
PEOPLE = (*READERS, *ROLES)
# How a record stands; the first three are the asker's own work, all others that of somebody else.
OWN = {"own draft", "own in review", "own published"}
OTHERS = {"draft", "in review", "published", "withdrawn"}
STATES = ("own draft", "own in review", "own published", "draft", "in review", "published", "withdrawn")
# How imports, proposals and merges stand; "own" again those of the asker.
BATCHES = tuple(BatchState.values)
PROPOSALS = ("waiting", "returned", "accepted", "taken_back")
MERGES = ("proposed", "done", "returned", "undone")
# What the archive leaves when somebody only looks: who is signed in, and where.
_PASSING = {"door_session", "door_attempt", "django_migrations", "sqlite_sequence"}


def make_people() -> dict:
    """A user for each of `PEOPLE`; None for the one who is not signed in."""
    found = {"anonymous": None}
    for name in PEOPLE[1:]:
        found[name] = User.objects.create_user(name.replace(" ", "-"), is_staff=name != "reader")
    for name in ROLES:
        found[name].groups.add(Group.objects.get(name=name))
    # Each of these lacks one thing: to be staff, an open account, a role.
    found["reader"].groups.add(Group.objects.get(name="reviewer"))
    found["closed"].groups.add(Group.objects.get(name="administrator"))
    User.objects.filter(pk=found["closed"].pk).update(is_active=False)
    found["without a role"].user_permissions.set(Permission.objects.filter(content_type__app_label="archive"))
    return found


def sign_in(user) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@dataclass
class World:
    """Everything that can be asked about, by kind; `records[model][state]`, `batches[whose][state]` and so on."""

    people: dict = field(default_factory=make_people)
    stranger: User = field(default_factory=lambda: User.objects.create_user("somebody else", is_staff=True))

    def __post_init__(self):
        self.records = {model: {state: a_record(model, state) for state in STATES} for model in RECORD_TYPES}
        # What a record can be merged with: another draft, and on a published one something published.
        self.twins = {model: {state: a_record(model, state) for state in STATES} for model in RECORD_TYPES}
        self.place, self.other_place = make_place(), make_place()
        self.source = self.records[Source]["published"]
        self.hanging = {state: self.hung_on(state) for state in STATES}
        self.discrepancies = {state: self.discrepancy(state) for state in STATES}
        self.batches = {whose: {state: self.batch(state) for state in BATCHES} for whose in ("own", "others")}
        self.merges = {whose: {state: self.merge(state) for state in MERGES} for whose in ("own", "others")}
        self.proposals = {whose: {state: self.proposal(state) for state in PROPOSALS} for whose in ("own", "others")}
        self.mapping = SavedMapping.objects.create(name="Kept", type="visits", mapping={}, headings=["title"])
        self.document()
        self.revision = Revision.objects.order_by("pk").first()
        said = {"proposed": "A", "source_words": "B", "language": "en", "token": "t" * 32}
        self.correction = receive(self.records[Visit]["published"], "s" * 64, **said)
        audit.note("account", "somebody: made", who="administrator")
        self.accounts = {"user": self.stranger.pk, "entry": AuditEntry.objects.first().pk,
                         "group": Group.objects.get(name="viewer").pk,
                         "correction": self.correction.pk, "token": self.correction.token}  # fmt: skip
        # Forms as they are first given, by type and key.
        self.forms = {}
        for records in (self.records, self.twins):
            self.read_again(records)

    @staticmethod
    def read_again(records):
        """The records as they are stored now that something hangs on them."""
        for by_state in records.values():
            for record in by_state.values():
                record.refresh_from_db()

    def document(self):
        """Every source has a file to hand over."""
        for source in self.records[Source].values():
            keep_file(source, content=DOCUMENT, is_public=True)

    def hung_on(self, state):
        """One row of each kind that hangs on a record in this standing."""
        from archive.models import Event, Organization, Person

        person, organization = self.twins[Person][state], self.twins[Organization][state]
        return {
            "citation": cite(self.records[Visit][state], "date", source=self.source),
            "participation": take_part(person, self.twins[Event][state], role="met"),
            "posting": post(person, organization),
            "nameform": name_form(person, f"Another name {state}"),
        }

    def discrepancy(self, state):
        """What two sources disagree about, on a visit in this standing."""
        visit = self.records[Visit][state]
        cite(visit, "date", "1994", source=self.source)
        return Discrepancy.objects.get(visit=visit, field="date")

    def batch(self, state):
        """An import of one visit in this state, as somebody else has brought it."""
        found = ImportBatch.objects.filter(state="staged").first() or self.first_batch()
        rows = list(ImportRow.objects.filter(batch=found))
        found.pk, found._state.adding = None, True
        found.state, found.user, found.user_name = state, self.stranger, self.stranger.username
        found.save()
        for row in rows:
            row.pk, row.batch = None, found
        ImportRow.objects.bulk_create(rows)
        return found

    def first_batch(self):
        """A file that was uploaded and compared; the other imports are copies of it."""
        imported(sign_in(self.people["administrator"]), "title_en\nA visit of an import\n")
        found = ImportBatch.objects.get()
        assert found.state == "staged", found.message
        return found

    def proposal(self, state):
        """A change of a published visit that somebody else proposes."""
        visit = make_visit(title_en=f"Proposed for {state}")
        with change(by=None):
            visit.title_en = "Between"
            visit.save()
        wanted = Revision.objects.get(visit=visit, number=1).snapshot
        found = propose(visit, wanted, by=self.people["editor"], why="Better known so.")
        Proposal.objects.filter(pk=found.pk).update(state=state, author=self.stranger)
        return Proposal.objects.get(pk=found.pk)

    def merge(self, state):
        """A merge of two published people that somebody else has made or proposed."""
        stays, goes = make_person(), make_person()
        known = {"stays_pk": stays.pk, "stays_slug": stays.slug, "stays_name": str(stays), "goes_pk": goes.pk}
        known |= {"goes_slug": goes.slug, "goes_name": str(goes)}
        return Merge.objects.create(record_type="people", state=state, author=self.stranger, **known)

    def belongs_to(self, user):
        """Make everything that is called somebody's own that person's."""
        for model in RECORD_TYPES:
            records = [*self.records[model].items(), *self.twins[model].items()]
            own = {record.pk for state, record in records if state in OWN}
            rewrite(Revision.objects.filter(**{f"{arc_name(model)}__in": own}), author=user)
        for model, things in ((ImportBatch, self.batches), (Merge, self.merges), (Proposal, self.proposals)):
            model._base_manager.filter(pk__in=[row.pk for row in things["own"].values()]).update(
                **author_of(model, user)
            )


def author_of(model, user):
    """The column that says whose something is, with its value."""
    return {"user" if model is ImportBatch else "author": user}


def a_record(model, state):
    """A record of a type in a standing, the second version of it."""
    values = {"date": "1992"} if model is Visit else {}
    record = MAKERS[model.address](status=state.removeprefix("own ").replace(" ", "_"), **values)
    with change(by=None, why="second"):
        record.note = "A second look."
        record.save()
    return record


def fingerprint() -> str:
    """A checksum of everything that the database holds, but for who is signed in."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in _PASSING:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(map(repr, cursor.fetchall()))
                found.update(repr((table, rows)).encode())
    return found.hexdigest()


class Writes:
    """Counts the statements that write, so that only after one of them everything is looked at."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        """Pass a statement on."""
        verb = sql.lstrip("( ").partition(" ")[0].upper()
        passing = any(f'"{table}"' in sql for table in _PASSING)
        self.count += verb in ("INSERT", "UPDATE", "DELETE", "WITH", "TRUNCATE") and not passing
        return execute(sql, params, many, context)


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_world() -> World:
    """The world, whose own rows are all somebody else's until `belongs_to` says otherwise."""
    return World()
