"""A published record as plain data for machines: JSON with every testimony, and schema.org's linked data."""

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from archive import dates, snapshot
from archive.models import (
    Agreement,
    Citation,
    Discrepancy,
    Event,
    NameForm,
    Organization,
    Participation,
    Party,
    Person,
    Place,
    Posting,
    Record,
    Source,
    SourceFile,
    Visit,
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
    """All that readers may know of a record: its columns, links as {type, slug, url, title}, and what hangs on it."""
    found = {"type": record.address, "url": _address(record, request), **_columns(record, request)}
    found["evidence"] = record.evidence
    found["changed"] = record.updated_at.isoformat(timespec="seconds")
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
    return {"type": row.address, "slug": row.slug, "url": _address(row, request), **called}


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


def _address(record, request):
    return request.build_absolute_uri(record.get_absolute_url())


# Linked data: schema.org, as far as it has words for these things.

KINDS = {
    Person: "Person",
    Organization: "Organization",
    Event: "Event",
    Visit: "Event",
    Agreement: "CreativeWork",
    Source: "CreativeWork",
}
DATES = {
    "born": "birthDate",
    "died": "deathDate",
    "founded": "foundingDate",
    "dissolved": "dissolutionDate",
    "published": "datePublished",
    "signed": "dateCreated",
}


def linked_data(record, request) -> dict:
    """The record in JSON-LD with schema.org's terms; its published testimony as `citation`, each naming its source."""
    stem = next((s for s in ("title", "name") if hasattr(record, f"{s}_{LANGUAGES[0]}")), None)
    names = _tagged(by_language(record, stem)) if stem else str(record)
    found = {
        "@context": "https://schema.org",
        "@type": KINDS.get(type(record), "Observation"),
        "@id": _address(record, request),
        "name": names,
        "description": _tagged(by_language(record, "summary")),
        "alternateName": [row.text for row in getattr(record, "seen_names", ())],
        **_dated(record),
        **_somewhere(record),
        **_people(record, request),
        "citation": [_cited(row, request) for row in record.seen_citations],
        "dateModified": record.updated_at.isoformat(timespec="seconds"),
    }
    return {name: value for name, value in found.items() if value}


def _tagged(texts):
    return [{"@language": code, "@value": text} for code, text in texts.items()]


def _dated(record):
    """Dates that ISO 8601 can say plainly; an uncertain one is in the JSON of the record, in EDTF."""
    found = {}
    for name, term in DATES.items():
        if plain := _plain(getattr(record, name, "")):
            found[term] = plain[0]
    if type(record) in (Event, Visit) and (plain := _plain(record.date)):
        found |= {"startDate": plain[0], "endDate": plain[-1]}
    return found


def _plain(edtf):
    """The date, or both ends of an interval, where each is a plain year, month or day; else nothing."""
    dating = dates.parse(edtf) if edtf else None
    if dating is None:
        return []
    ends = dating.parts if dating.kind == "interval" else (dating,)
    plain = all(e and e.kind == "date" and e.text.replace("-", "").isdecimal() and (e.month or 1) <= 12 for e in ends)
    return [end.text for end in ends] if plain else []


def _somewhere(record):
    places = [
        p for p in (getattr(record, "place", None), *(record.places.all() if hasattr(record, "places") else ())) if p
    ]
    term = "locationCreated" if isinstance(record, Agreement) else "location"
    return {term: [_placed(place) for place in places]} if places else {}


def _placed(place):
    found = {"@type": "Place", "name": _tagged(by_language(place, "name"))}
    if place.country:
        found["address"] = {"@type": "PostalAddress", "addressCountry": place.country}
    if place.latitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(place.latitude),
            "longitude": float(place.longitude),
        }
    return found


def _people(record, request):
    term = "attendee" if type(record) in (Event, Visit) else "contributor"
    people = {
        part.person.slug: part.person
        for part in getattr(record, "seen_participations", ())
        if not isinstance(record, Person)
    }
    return {term: [_node("Person", person, "name", request) for person in people.values()]} if people else {}


def _node(kind, record, stem, request):
    return {"@type": kind, "@id": _address(record, request), "name": _tagged(by_language(record, stem))}


def _cited(row, request):
    """A testimony: which source, where in it, what it states."""
    words = ": ".join(filter(None, (row.field, row.stated)))
    found = {"@type": "Claim", "text": words, "appearance": _node("CreativeWork", row.source, "title", request)}
    return found | ({"position": row.locator} if row.locator else {})
