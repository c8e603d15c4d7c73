"""A record of each type with everything attached that it can carry, and everything that editors may then do to it."""

from collections import defaultdict

from django.utils import timezone

from archive import snapshot
from archive.models import (
    Citation,
    Discrepancy,
    DiscrepancyState,
    NameForm,
    Participation,
    Party,
    Posting,
    Source,
    SourceFile,
)
from archive.models.fields import CountriesField, CountryField, EDTFField, LineField, ProseField
from archive.models.links import key_to
from archive.review import propose
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_visit,
    name_form,
    post,
    take_part,
)

# What a column of a kind is filled with first, and what an editor writes over it.
_TEXTS = {
    EDTFField: ("1992-05-17", "1999"),
    CountryField: ("FR", "DE"),
    CountriesField: ("FR; DE", "ES; PT"),
    ProseField: ("In words.\nOn two lines, Şuşa.", "In other words."),
    LineField: ("Words", "Other words"),
}
# Columns whose values have a form of their own, or that are decided and not edited.
_OWN = {"slug", "status", "url", "archived_url", "isbn", "issn", "doi", "currency", "language", "between", "sha256"}
_CITED = {EDTFField: ("1992", "1801-02"), CountryField: ("France", "Portugal"), CountriesField: ("France", "Chile")}


class Spares(defaultdict):
    """Records to link to, all made beforehand: `spares.person()` gives one that it has not given."""

    def __init__(self):
        super().__init__(list)
        with change(by=None):
            for name, maker in _SPARE.items():
                self[name] = [maker(slug=f"{name}-{number}") for number in range(6)]

    def __getattr__(self, name):
        return lambda: self[name].pop()


_SPARE = {
    "person": make_person,
    "organization": make_organization,
    "event": make_event,
    "visit": make_visit,
    "place": make_place,
    "source": make_source,
}


def everything(address, author, spares):
    """A published record of a type: every column filled, all that hangs, links to and from it, decisions, a proposal.

    `author` is an editor, whose proposal waits.
    """
    record = MAKERS[address](slug="before")
    with change(by=author, why="filled"):
        record.slug = "the-record"
        write(record, 0, spares)
    with change(by=None, why="attested"):
        source = make_source(slug="the-source")
        for name in record.citable():
            _attest(record, name, source)
        _HANG.get(address, _nothing)(record, spares)
        _links_to(record)
    _decide(record, author)
    record = type(record).objects.get(pk=record.pk)
    wanted = snapshot.take(type(record), [record.pk])[record.pk] | {"note": "As somebody would have it."}
    propose(record, wanted, by=author, why="I would")
    return record


def write(record, which, spares):
    """Fill every column of a record in the first or the second way, inside an open change."""
    for field in type(record)._meta.concrete_fields:
        if field.name in _OWN or not field.editable or field.primary_key:
            continue
        kind = next((kind for kind in _TEXTS if isinstance(field, kind)), None)
        if kind and not getattr(field, "choices", None):
            setattr(record, field.attname, _TEXTS[kind][which])
    if hasattr(record, "amount"):
        record.amount, record.currency = (("1234567.80", "7")[which], "USD")
    for name, kind in {"occasion": "event", "part_of": "event", "place": "place", "signed_during": "visit"}.items():
        if name in {field.name for field in record._meta.fields if field.is_relation}:
            setattr(record, name, spares[kind].pop() if which == 0 else None)
    record.save()


def _attest(record, name, source):
    """Testimony with all that a testimony has: for the value, in part, against it, and one that readers do not see."""
    column = next((f for f in type(record)._meta.concrete_fields if f.name == name), None)
    agreed, other = next((said for kind, said in _CITED.items() if isinstance(column, kind)), ("Words", "Strange"))
    said = {"locator": "p. 1, § 2", "quotation": f"«{agreed}»", "translation": f"“{agreed}”", "note": "a copy"}
    cite(record, name, agreed, source, stance="supports", **said)
    cite(record, name, agreed, make_source(), stance="supports", locator="")
    cite(record, name, other, make_source(), stance="contradicts")
    cite(record, name, "", make_source(status="draft"), quotation="Only said.", stance="mentions", status="draft")


def _nothing(_record, _spares):
    """Nothing hangs on it but testimony."""


def _person(record, spares):
    name_form(record, "Вася", language="ru", script="Cyrl", kind="transliteration", note="in a list")
    name_form(record, "Former", kind="former")
    post(record, spares.organization(), role="head", since="1990", until="1995~", title_en="Head", note="acting")
    post(record, spares.organization())


def _organization(record, spares):
    name_form(record, "Form", language="az", kind="authorised")
    name_form(record, "Misprinted", kind="misprint")
    post(spares.person(), record, role="member", since="2001")


def _event(record, spares):
    take_part(spares.person(), record, role="host", capacity_en="in office", capacity_es="en funciones")
    take_part(spares.person(), record, role="observer")


def _visit(record, spares):
    _event(record, spares)
    with change(by=None):
        record.places.set([spares.place(), spares.place()])
        record.save()


def _agreement(record, spares):
    take_part(spares.person(), record, role="signatory")
    make_party(record, "FR")
    make_party(record, organization=spares.organization())


def _source(record, spares):
    cite(spares.visit(), "title", "what it says", source=record)
    with change(by=None):
        record.url, record.archived_url = "https://example.org/a", "https://example.org/b"
        record.save()
        for number, is_public in enumerate((True, False)):
            SourceFile(
                source=record, name=f"{number}.pdf", kind="pdf", size=number + 1, sha256=f"{number}" * 64,
                    description="scan", is_public=is_public, added_by="somebody", added_at=timezone.now(),
            ).save()  # fmt: skip


_HANG = {
    "people": _person,
    "organizations": _organization,
    "events": _event,
    "visits": _visit,
    "agreements": _agreement,
    "sources": _source,
}


def _links_to(record):
    """Others that link to the record, each in every way there is."""
    name = record._meta.model_name
    if name == "person":
        take_part(record, make_visit(), role="met")
        take_part(record, make_agreement(), role="signatory")
    if name == "organization":
        make_party(make_agreement(), organization=record)
    if name == "event":
        make_event(part_of=record)
        make_visit(occasion=record)
    if name == "visit":
        make_agreement(signed_during=record)


def _decide(record, by):
    """Leave one disagreement as it was found, and decide on the others in each way that there is."""
    with change(by=by, why="decided"):
        for row, decision in zip(disagreements(record), _DECISIONS * 9, strict=False):
            for name, value in decision.items():
                setattr(row, name, value)
            if "state" in decision:
                row.resolved_by, row.resolved_at = by, timezone.now()
            row.save()


_DECISIONS = (
    {},
    {"public_note_en": "Being looked into."},
    {"state": DiscrepancyState.RESOLVED, "public_note_en": "By the register.", "public_note_es": "Por el registro."},
    {"state": DiscrepancyState.UNRESOLVABLE, "public_note_az": "Bilinmir."},
)


def disagreements(record):
    """The discrepancies of a record by their fields."""
    return list(Discrepancy.objects.filter(**{key_to(Discrepancy, type(record)): record.pk}).order_by("field"))


def turn_over(record, by, spares):
    """Change all of a record that editors may change: each column, each row that hangs on it, each decision."""
    record = type(record).objects.get(pk=record.pk)
    with change(by=by, why="turned over"):
        write(record, 1, spares)
        for row, decision in zip(disagreements(record), _DECISIONS[2:] * 9, strict=False):
            row.state, row.public_note_en = decision["state"], "Decided anew."
            row.resolved_by, row.resolved_at = by, timezone.now()
            row.save()
    with change(by=by, why="half of it gone"):
        for name, _satellite, _key in snapshot.owned(type(record)):
            rows = list(getattr(record, name).order_by("pk"))
            for row in rows[::2]:
                row.delete()
            for row in rows[1::2]:
                _edit(row)
        for field in record._meta.many_to_many:
            getattr(record, field.name).set([spares.place()])
        if record._meta.many_to_many:
            type(record).objects.get(pk=record.pk).save()
    cite(record, "summary", "Said since", spares.source(), locator="", stance="contradicts")
    _hang_more(type(record).objects.get(pk=record.pk), spares)


def _hang_more(record, spares):
    """Hang on a record, beside what is left there, what its type can carry."""
    with change(by=None, why="more"):
        if hasattr(record, "names"):
            NameForm(**{record._meta.model_name: record}, text="Found since").save()
        if record.address == "people":
            Posting(person=record, organization=spares.organization()).save()
        if record.address in ("events", "visits", "agreements"):
            Participation(**{record._meta.model_name: record}, person=spares.person(), role="met").save()
        if record.address == "agreements":
            Party(agreement=record, country="CL").save()


def _edit(row):
    for name in ("note", "title_en", "capacity_en", "quotation", "locator"):
        if hasattr(row, name):
            setattr(row, name, "Edited since")
    if isinstance(row, Citation):
        row.source = Source.objects.get(slug="the-source")
    row.save()


__all__ = ["Spares", "disagreements", "everything", "turn_over"]
