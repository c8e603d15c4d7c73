"""One valid row of every model, and SQL that breaks one thing about it."""

from datetime import timedelta

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from archive.models import (
    Correction,
    CorrectionContact,
    Damage,
    ImportBatch,
    ImportRow,
    Likeness,
    LinkCheck,
    Merge,
    NameKey,
    PreservationEvent,
    Proposal,
    Revision,
    SavedMapping,
    Sending,
)
from tests import factories as make


def every_model():
    """Each model of the archive, the tables of its many-to-many fields among them."""
    return list(apps.get_app_config("archive").get_models(include_auto_created=True))


def one_of_each() -> dict[type, int]:
    """The key of one stored row of each model."""
    world = _records()
    _desk(**world)
    found = {model: model._base_manager.order_by("pk").values_list("pk", flat=True).first() for model in every_model()}
    missing = [model.__name__ for model, pk in found.items() if pk is None]
    assert not missing, f"make a row of each of these: {missing}"
    return found


def _records():
    place, person = make.make_place(latitude=40, longitude=50), make.make_person(country="FR", born="1950", died="2000")
    event = make.make_event(date="1992", place=place)
    organization = make.make_organization(founded="1990", dissolved="1999", country="FR", host_country="DE")
    visit = make.make_visit(places=[place], date="1992", visitor_country="FR", host_country="DE", occasion=event)
    agreement = make.make_agreement(signed="1992", in_force="1993", ended="1994")
    make.make_trade_figure(period="1992", exporter="FR", importer="DE", amount=5, currency="USD")
    source = make.make_source(
        published="1992", accessed="2020", isbn="9783161484100", issn="0317-8471", doi="10.1000/182",
        url="https://example.org/a", language="en",
    )  # fmt: skip
    make.keep_file(source)
    make.name_form(person, "Another")
    make.post(person, organization, since="1992", until="1993")
    make.take_part(person, visit)
    make.make_party(agreement, country="FR")
    make.cite(visit, "date", "1993", source=source)
    make.cite(visit, "date", "1994")
    make.edit(visit, slug="another-address")
    return {"person": person, "visit": visit, "source": source}


def _desk(person, visit, source):
    now, other = timezone.now(), make.make_person()
    batch = ImportBatch.objects.create(type="visits", file_name="a.csv", content=b"a", sha256="a" * 64, source=source)
    ImportRow.objects.create(batch=batch, position=0, type="visits", number=2, kind="new")
    SavedMapping.objects.create(name="Theirs", type="visits")
    Proposal.objects.create(visit=visit, base=1, snapshot={})
    said = {"version": 1, "proposed": "1995", "source_words": "a book", "language": "en", "token": "t" * 40}
    correction = Correction.objects.create(visit=visit, **said)
    CorrectionContact.objects.create(correction=correction, email="a@example.org", forget_at=now + timedelta(days=1))
    Sending.objects.create(sender="a" * 64, at=now)
    LinkCheck.objects.create(address="https://example.org/a", outcome="ok", status=200, checked_at=now, since=now)
    NameKey.objects.create(person=person, key="ana", mark=1)
    Likeness.objects.create(person=person, other_person=other, score=50)
    names = {f"{end}_{what}": what for end in ("stays", "goes") for what in ("slug", "name")}
    event = PreservationEvent.objects.create(kind="verification", outcome="damaged", started_at=now, ended_at=now)
    Damage.objects.create(event=event, type="visits", slug=visit.slug, words="It differs.")
    Merge.objects.create(record_type="people", stays_pk=1, goes_pk=2, **names)


def refusal(model, pk, check=False, **values) -> str:
    """What the database says to SQL that gives these columns of a row other values: '' where it takes them."""
    return refused(*_statement(model, pk, values), check=check)


def refused(sql, values=(), check=False) -> str:
    """What the database says to a statement, the keys looked at too where `check`; '' where it takes it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            if check:
                connection.check_constraints()
            raise Taken
    except (DatabaseError, ValueError) as error:
        # psycopg itself sends no NUL to PostgreSQL.
        return str(error)
    except Taken:
        return ""


class Taken(Exception):
    """The database took what it should have refused; the statement is rolled back."""


def _statement(model, pk, values):
    table, quote = model._meta.db_table, connection.ops.quote_name
    if model is not Revision:
        setting = ", ".join(f"{quote(column)} = %s" for column in values)
        return f"UPDATE {table} SET {setting} WHERE id = %s", [*values.values(), pk]
    # A version is never changed, so another is added that differs in these.
    values = {"number": 1000} | values
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    taken = ", ".join("%s" if c in values else quote(c) for c in columns)
    names = ", ".join(map(quote, columns))
    sql = f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE id = %s"
    return sql, [*(values[c] for c in columns if c in values), pk]


def columns_of(model, *kinds):
    """The stored fields of a model that are of these kinds and no keys."""
    fields = [f for f in model._meta.local_fields if f.column and not f.primary_key]
    return [f for f in fields if isinstance(f, kinds or models.Field)]
