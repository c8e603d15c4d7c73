"""A published record as plain data for machines: JSON with every testimony."""

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from archive import snapshot
from archive.models import (
    Citation,
    Discrepancy,
    NameForm,
    Participation,
    Party,
    Place,
    Posting,
    Record,
    SourceFile,
)
from archive.models.fields import CountriesField, EDTFField
from archive.models.links import key_to
from archive.templatetags.reading import public

# What editors write to each other, or what is told elsewhere.
HIDDEN = {"note", "status", "public_note", "is_public", "added_by", "added_at"}
SEEN = {
    "names": (NameForm.objects.all, ()),
    "postings": (Posting.objects.published, ("person", "organization")),
    "participations": (Participation.objects.published, ("person", "visit", "event", "agreement")),
    "parties": (Party.objects.all, ("organization",)),
    "citations": (Citation.objects.published, ("source",)),
    "files": (SourceFile.objects.published, ()),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def fetched(model):
    """The published records of a type with all that their documents show, in a fixed number of queries."""
    rows = model.objects.published()
    links = [f.name for f in snapshot.columns(model) if f.is_relation]
    for name, (shown, linked) in SEEN.items():
        if hasattr(model, name):
            rows = rows.prefetch_related(
                Prefetch(name, shown().select_related(*linked).order_by("pk"), to_attr=f"seen_{name}")
            )
    disputed = Discrepancy.objects.filter(is_public=True).order_by("pk")
    rows = rows.prefetch_related(Prefetch("discrepancies", disputed, to_attr="seen_discrepancies"))
    return rows.select_related(*links).prefetch_related(*(f.name for f in model._meta.many_to_many))


def document(record, request) -> dict:
    """All that readers may know of a record: its columns, links as {type, slug, url, title}, and what hangs on it.

    `page` is the address of its page; so is `url`, but of a source that is where the document stands.
    """
    at = address_of(record, request)
    found = {"type": record.address, "page": at, "url": at, **_columns(record, request)}
    found["evidence"] = record.evidence
    found["changed"] = record.face_changed_at.isoformat(timespec="seconds")
    for field in record._meta.many_to_many:
        found[field.name] = [_linked(row, request) for row in getattr(record, field.name).all()]
    for name in SEEN:
        if hasattr(record, f"seen_{name}"):
            found[name] = [_hanging(row, record, request) for row in getattr(record, f"seen_{name}") if _shown(row)]
    found["discrepancies"] = [
        {"field": d.field, "state": d.state, "note": by_language(d, "public_note")} for d in record.seen_discrepancies
    ]
    return found


def _shown(row):
    """A party that is an unpublished organization is not there for readers."""
    return not (isinstance(row, Party) and row.organization_id and not public(row.organization))


def _columns(row, request, without=()):
    found = {}
    for field in snapshot.columns(type(row)):
        if field.name in HIDDEN or field.name in without or field.name.startswith("public_note"):
            continue
        if field.is_relation:
            linked = _linked(getattr(row, field.name), request)
            if linked:
                found[field.name] = linked
        elif (value := getattr(row, field.attname)) not in (None, ""):
            found |= _value(row, field, value)
    return found


def _value(row, field, value):
    if isinstance(field, EDTFField):
        ends = {f"{field.name}_{end}": getattr(row, f"{field.name}_{end}") for end in ("earliest", "latest")}
        return {field.name: value, **{name: day.isoformat() for name, day in ends.items() if day}}
    if isinstance(field, CountriesField):
        return {field.name: value.split("; ")}
    return {field.name: value if isinstance(value, str | int | bool) else str(value)}


def _linked(row, request):
    """What readers may know of a linked record or place; None where it is not published."""
    if row is None or (isinstance(row, Record) and not public(row)):
        return None
    if isinstance(row, Place):
        return {
            "slug": row.slug,
            "name": by_language(row, "name"),
            **_columns(row, request, ("slug", *_translations(row, "name"))),
        }
    stem = next((s for s in ("title", "name") if hasattr(row, f"{s}_{LANGUAGES[0]}")), None)
    called = {stem: by_language(row, stem)} if stem else {}
    return {"type": row.address, "slug": row.slug, "url": address_of(row, request), **called}


def _hanging(row, record, request):
    found = _columns(row, request, without={*getattr(row, "ARC", ()), key_to(type(row), type(record))})
    if isinstance(row, SourceFile):
        found["url"] = request.build_absolute_uri(reverse("sources-file", args=[record.slug, row.sha256]))
    return found


def _translations(row, stem):
    return getattr(type(row), stem).fields


def by_language(row, stem) -> dict[str, str]:
    """A translated text by language, those that are there."""
    return {code: text for code in LANGUAGES if (text := getattr(row, f"{stem}_{code}", ""))}


def address_of(record, request) -> str:
    """The whole address of a record's page in the active language."""
    return request.build_absolute_uri(record.get_absolute_url())
