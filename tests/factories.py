"""The smallest valid object of each kind, saved the way the archive saves: `make_visit(date="1992")`."""

from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from archive.models import (
    Agreement,
    Citation,
    Event,
    NameForm,
    Organization,
    Participation,
    Party,
    Person,
    Place,
    Posting,
    Source,
    SourceFile,
    Status,
    TradeFigure,
    Visit,
)
from archive.sources import files
from archive.writing import change

_numbers = count(1)


def _make(model, values):
    values.setdefault("status", Status.PUBLISHED)
    return _saved(model(**values))


def _saved(row):
    with change(by=None, why="test"):
        row.save()
    return row


def edit(record, by=None, why="test", **values):
    """The record, read anew, with these values saved in a change of its own."""
    fresh = type(record).objects.get(pk=record.pk)
    with change(by=by, why=why):
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()
    return fresh


def make_person(**values):
    """A published person."""
    values.setdefault("name_en", f"Person {next(_numbers)}")
    return _make(Person, values)


def make_organization(**values):
    """A published organization."""
    values.setdefault("name_en", f"Organization {next(_numbers)}")
    return _make(Organization, values)


def make_event(**values):
    """A published event."""
    values.setdefault("title_en", f"Event {next(_numbers)}")
    return _make(Event, values)


def make_visit(places=(), **values):
    """A published visit."""
    values.setdefault("title_en", f"Visit {next(_numbers)}")
    visit = _make(Visit, values)
    if places:
        with change(by=None, why="test"):
            visit.places.set(places)
            visit.save()
    return visit


def make_agreement(**values):
    """A published agreement."""
    values.setdefault("title_en", f"Agreement {next(_numbers)}")
    return _make(Agreement, values)


def make_trade_figure(**values):
    """A published figure of two-way trade of a year of its own."""
    values.setdefault("period", str(1900 + next(_numbers) % 1000))
    return _make(TradeFigure, values)


def make_source(**values):
    """A published source."""
    values.setdefault("title_en", f"Source {next(_numbers)}")
    return _make(Source, values)


def keep_file(source, name="scan.txt", content=b"As it was written.", **values):
    """A file of a source, stored; its content is `content`."""
    taken = files.take_in(ContentFile(content, name), name)
    return _saved(SourceFile(source=source, added_at=timezone.now(), **taken.columns(), **values))


def make_place(**values):
    """A place."""
    values.setdefault("name_en", f"Place {next(_numbers)}")
    return _saved(Place(**values))


def cite(record, field, stated="", source=None, **values):
    """A published testimony about one field of a record; a source of its own is made in the same change."""
    with change(by=None, why="test"):
        citation = Citation(
            source=source or make_source(), field=field, stated=stated, **{"locator": "section 1", **values}
        )
        citation.record = record
        return _saved(citation)


def name_form(record, text, **values):
    """A form of the name of a person, organization or place."""
    form = NameForm(text=text, **values)
    form.record = record
    return _saved(form)


def take_part(person, record, role="visitor", **values):
    """A person's part in a visit, event or agreement."""
    part = Participation(person=person, role=role, **values)
    part.record = record
    return _saved(part)


def post(person, organization, role="member", **values):
    """A person's office in an organization."""
    return _saved(Posting(person=person, organization=organization, role=role, **values))


def make_party(agreement, country="", organization=None):
    """A party to an agreement."""
    return _saved(Party(agreement=agreement, country=country, organization=organization))


# The smallest record of each type, by its address: what tests over all types loop over.
MAKERS = {
    "people": make_person,
    "organizations": make_organization,
    "events": make_event,
    "visits": make_visit,
    "agreements": make_agreement,
    "trade": make_trade_figure,
    "sources": make_source,
}
