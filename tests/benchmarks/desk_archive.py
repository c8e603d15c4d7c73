"""A scratch archive for the benchmark of the editors' desk: as many records as asked for, as years of work leave them.

Everything goes in by set and is weighed by the archive itself, so that stances, discrepancies, counts and versions are
the archive's own. Called again with larger numbers, it adds what is missing: the small archive becomes the large one.
"""

import itertools
import random
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import F

from archive import evidence, snapshot
from archive.models import (
    Agreement,
    Citation,
    Discrepancy,
    Event,
    ImportBatch,
    NameForm,
    Organization,
    Participation,
    Party,
    Person,
    Place,
    Posting,
    Proposal,
    Revision,
    Source,
    TradeFigure,
    Visit,
)
from archive.models.sets import insert_rows, prepare
from archive.review import Role, identity
from archive.writing import change
from archive.writing.versions import Author, store_versions
from tests.history import rewrite

STATUSES = ["published"] * 14 + ["draft"] * 4 + ["in_review", "withdrawn"]
COUNTRIES = ("FR", "DE", "IT", "TR", "ES", "PL", "BR", "JP")
# So many citations has each of ten visits: one of ten is uncited, two rest on one source.
SHARES = (0, 2, 2, 3, 3, 4, 4, 4, 4, 4)
WEIGHED = 1000
# The names of people are put together from parts of these, so that some are alike and some the same.
_GIVEN = [
    a + b for a in ("Iv", "An", "Al", "Mur", "Vag", "Seb", "Mig", "Jos", "Car") for b in ("an", "il", "ad", "uel")
]
_STEMS = ("Petr", "Has", "Guliy", "Mamm", "Garc", "Lop", "Hern", "Mart", "Rodr", "Nov", "Kerim", "Smirn")
_FAMILY = [a + b for a in _STEMS for b in ("ov", "ev", "adov", "ia", "ez", "andez", "as", "ak", "in", "ova", "zade")]


@dataclass(frozen=True)
class Size:
    """How many there are of each."""

    visits: int
    citations: int
    drafts: int
    people: int
    others: int
    # Citations of the one much cited source, versions and citations of the one much edited visit.
    cited: int
    edited: int
    proposals: int
    imports: int
    # One of so many visits is disputed before an editor has settled it.
    disputed: int = 25

    @classmethod
    def small(cls):
        """Some thirty of everything."""
        return cls(60, 180, 30, 60, 30, 30, 30, 30, 30)

    @classmethod
    def large(cls, visits, citations):
        """The archive of the promise: 100,000 visits, 300,000 citations, an author with as many drafts as visits."""
        return cls(visits, citations, visits, visits // 5, visits // 20, 5_000, 200, 500, 300)


def fill(size):
    """Make the archive as large as asked for."""
    random.seed(7)
    users = accounts()
    _authorities(size, users)
    _visits(size, users)
    _drafts(size, users)
    _much_edited(size, users["editor"])
    _settle(users["editor"])
    _proposals(size, users)
    _imports(size, users["editor"])
    for model in (Person, Organization, Source):
        identity.compare(model)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def accounts() -> dict:
    """One user of each role, and the author of very many drafts."""
    model, found = get_user_model(), {}
    for name in (*(role.value for role in Role), "drafter"):
        user, fresh = model.objects.get_or_create(username=name, defaults={"is_staff": True})
        if fresh:
            user.groups.add(Group.objects.get(name="contributor" if name == "drafter" else name))
        found[name] = user
    return found


def _chunks(model, wanted):
    """The numbers of the rows that are missing, some at a time."""
    missing = iter(range(model._base_manager.count(), wanted))
    while some := list(itertools.islice(missing, WEIGHED)):
        yield some


def _create(model, records, lists, by):
    with change(by=by, why="Filled for a benchmark") as current:
        current.create(model, records, lists)


def _authorities(size, users):
    by = users["editor"]
    for numbers in _chunks(Source, size.others):
        rows = [
            Source(slug=f"source-{i}", title_en=f"Annals of {_name(i)}, volume {i}", status=STATUSES[i % 7],
                   accessed=("", "2019-05-01", "2023-02", "2026-01-05")[i % 4], kind=("book", "news", "treaty")[i % 3])
            for i in numbers
        ]  # fmt: skip
        _create(Source, rows, [{} for _row in rows], by)
    for numbers in _chunks(Place, size.others // 2):
        places = [Place(slug=f"place-{i}", name_en=f"Town {i}", country=COUNTRIES[i % 8]) for i in numbers]
        with change(by=by):
            Place.objects.bulk_create(places)
    for numbers in _chunks(Organization, size.others):
        rows = [
            Organization(slug=f"organization-{i}", name_en=f"Ministry {i} of {_name(i)}", status=STATUSES[i % 20],
                         country=COUNTRIES[i % 8])
            for i in numbers
        ]  # fmt: skip
        _create(Organization, rows, [{} for _row in rows], by)
    organizations = list(Organization.objects.order_by("pk")[: size.others])
    for numbers in _chunks(Person, size.people):
        rows = [
            Person(slug=f"person-{i}", name_en=_name(i), country=COUNTRIES[i % 8], status=STATUSES[i % 20],
                   born=str(random.randint(1900, 1990)) if i % 3 else "")
            for i in numbers
        ]  # fmt: skip
        lists = [
            {
                "names": [NameForm(text=f"{_name(i)} {i}")],
                "postings": [Posting(organization=organizations[i % len(organizations)], role="member")],
            }
            for i in numbers
        ]
        _create(Person, rows, lists, by)
    _agreements_and_trade(size, by, organizations)


def _agreements_and_trade(size, by, organizations):
    for numbers in _chunks(Agreement, size.others):
        rows = [
            Agreement(slug=f"agreement-{i}", title_en=f"Agreement {i}", signed=_date(i), status=STATUSES[i % 20])
            for i in numbers
        ]
        lists = [
            {"parties": [Party(country="FR"), Party(organization=organizations[i % len(organizations)])]}
            for i in numbers
        ]
        _create(Agreement, rows, lists, by)
    for numbers in _chunks(TradeFigure, size.others):
        rows = [
            TradeFigure(slug=f"trade-{i}", period=str(1900 + i % 120), between="FR; DE", status=STATUSES[i % 20])
            for i in numbers
        ]
        _create(TradeFigure, rows, [{} for _row in rows], by)


def _name(i):
    return f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}"


def _date(i):
    return f"{1950 + i % 70}-{1 + i % 12:02}-{1 + i % 28:02}"


def _visits(size, users):
    sources = list(Source.objects.order_by("pk")[: size.others])
    places, people = (
        list(Place.objects.order_by("pk")[: size.others // 2]),
        list(Person.objects.order_by("pk")[: size.people]),
    )
    authors = itertools.cycle([users[role] for role in ("editor", "reviewer", "contributor", "administrator")])
    scale = size.citations / (3 * size.visits)
    for numbers in _chunks(Visit, size.visits):
        rows = [
            Visit(slug=f"visit-{i}", title_en=f"Visit {i} of somebody", date=_date(i), host_country=COUNTRIES[i % 3],
                  visitor_country=COUNTRIES[3 + i % 5], status=STATUSES[i % 20],
                  purpose_en="Talks" if i % 4 == 0 else "")
            for i in numbers
        ]  # fmt: skip
        lists = [
            {
                "places": [places[i % len(places)]] if i % 10 < 6 else [],
                "participations": [Participation(person=people[i % len(people)], role="visitor")] if i % 10 < 6 else [],
                "citations": _citations(i, round(SHARES[i % 10] * scale), sources, size),
            }
            for i in numbers
        ]
        with change(by=next(authors), why="Filled for a benchmark") as current:
            current.create(Visit, rows, lists)
            evidence.weigh(Visit, [row.pk for row in rows])


def _citations(i, number, sources, size):
    """The testimony about a visit: most of it agrees, some contradicts, some only mentions."""
    facts = [
        ("date", _date(i)),
        ("host_country", COUNTRIES[i % 3]),
        ("visitor_country", COUNTRIES[3 + i % 5]),
        ("title", "A visit"),
    ]
    found = []
    for n in range(number):
        # One source is cited time and again.
        often = (i * 3 + n) % max(1, size.citations // size.cited) == 0
        source = sources[0] if often else sources[(i * 7 + n * (i % 10 > 2)) % len(sources)]
        field, stated = facts[n % 4]
        if n == 1 and i % size.disputed == 3:
            field, stated = "date", "1931-01-01"
        if n == 2 and i % 20 == 4:
            field, stated = "purpose", "Consultations"
        found.append(Citation(source=source, field=field, stated=stated, locator=f"p. {n}", status="published"))
    return found


def _drafts(size, users):
    for numbers in _chunks(Event, size.drafts):
        rows = [
            Event(slug=f"event-{i}", title_en=f"Event {i}", date=_date(i), countries=COUNTRIES[i % 8]) for i in numbers
        ]
        _create(Event, rows, [{} for _row in rows], users["drafter"])


def much_edited():
    """The visit that has been changed time and again and of which many sources speak."""
    return Visit.objects.get(slug="visit-3")


def _much_edited(size, by):
    """One visit with very many versions and citations."""
    visit = much_edited()
    source = Source.objects.order_by("-pk").first()
    taken = snapshot.take(Visit, [visit.pk])[visit.pk]
    numbers = range(visit.revision + 1, size.edited + 1)
    versions = ((visit.pk, n, taken | {"title_en": f"Visit as of version {n}"}, "") for n in numbers)
    store_versions(Visit, versions, Author(by, "Worded anew", None))
    Visit._base_manager.filter(pk=visit.pk).update(revision=size.edited)
    rows = [
        Citation(source=source, visit=visit, field="date", stated=visit.date, locator=f"p. {n}")
        for n in range(visit.citations.count(), size.edited // 10)
    ]
    prepare(rows)
    insert_rows(rows)
    evidence.weigh(Visit, [visit.pk])


def _settle(by):
    """Half of the disagreements are settled."""
    settled = Discrepancy._base_manager.annotate(odd=F("visit_id") % 2).filter(odd=1).exclude(visit=much_edited())
    settled.update(state="resolved", settled=[], public_note_en="The protocol says so.", resolved_by=by)


def _proposals(size, users):
    """Changes of published visits that wait for a reviewer."""
    authors = itertools.cycle([users[role] for role in ("editor", "contributor", "administrator")])
    waiting = Proposal.objects.values("visit")
    missing = size.proposals - waiting.count()
    visits = Visit.objects.filter(status="published", revision=1).exclude(pk__in=waiting).order_by("pk")[:missing]
    taken = snapshot.take(Visit, [visit.pk for visit in visits])
    Proposal.objects.bulk_create(
        Proposal(visit=visit, base=1, snapshot=taken[visit.pk] | {"title_en": f"{visit}, as proposed"},
                 author=author, author_name=author.username, reason="As the annals have it")
        for visit, author in zip(visits, authors, strict=False)
    )  # fmt: skip


def _imports(size, by):
    """Imports, one of them long ago, undone: what a filter for them has to look for far back."""
    for number in range(ImportBatch.objects.count(), size.imports):
        batch = ImportBatch(type="visits", file_name=f"visits-{number}.csv", state="applied", user=by, content=b"slug")
        batch.save()
        if number == 0:
            old = Revision._base_manager.filter(record_type="people").order_by("pk").values("pk")[:20]
            rewrite(Revision.objects.filter(pk__in=list(old.values_list("pk", flat=True))), batch=batch)
