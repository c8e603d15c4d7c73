"""A published record as linked data: JSON-LD with the terms of schema.org, as far as it has words for these things.

Each statement is a Claim about the record, and its `citation` are what the sources state, word for word. The context
is written out, so that nobody who reads a record has to fetch another file first.
"""

from collections import defaultdict

from archive import dates
from archive.models import Agreement, Event, Organization, Person, Source, Visit
from archive.public.citing import permanent, version_address
from archive.public.documents import LANGUAGES, address_of, by_language
from archive.public.values import accepted_words, field_label
from archive.templatetags.reading import is_translated, public, titled

CONTEXT = {"@vocab": "https://schema.org/"}

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
    """A record that is fetched for its documents in JSON-LD: what it is, and every statement with its testimony."""
    stem = next((s for s in ("title", "name") if hasattr(record, f"{s}_{LANGUAGES[0]}")), None)
    names = _tagged(by_language(record, stem)) if stem else str(record)
    found = {
        "@context": CONTEXT,
        "@type": KINDS.get(type(record), "Observation"),
        "@id": address_of(record, request),
        "identifier": request.build_absolute_uri(permanent(record)),
        "name": names,
        "description": _tagged(by_language(record, "summary")),
        "alternateName": [row.text for row in getattr(record, "seen_names", ())],
        **_dated(record),
        **_somewhere(record),
        **_people(record, request),
        "mainEntityOfPage": _page(record, request),
        "subjectOf": list(_claims(record, request)),
    }
    return {name: value for name, value in found.items() if value}


def _page(record, request):
    """The page about the record, which has dates of its own."""
    return {
        "@type": "WebPage",
        "@id": request.build_absolute_uri(version_address(record)),
        "datePublished": record.published_at.isoformat(timespec="seconds"),
        "dateModified": record.face_changed_at.isoformat(timespec="seconds"),
    }


def _claims(record, request):
    """A claim for each field that says something, or of which sources say something."""
    by_field = defaultdict(list)
    for row in record.seen_citations:
        by_field[row.field].append(row)
    model, at = type(record), address_of(record, request)
    for name in model.citable():
        value = _value(record, name)
        if value or by_field[name]:
            yield {
                "@type": "Claim",
                "@id": f"{at}#{name}",
                "name": field_label(model, name),
                "about": {"@id": at},
                **({"text": value} if value else {}),
                "citation": [_quoted(row, request) for row in by_field[name]],
            }


def _value(record, name) -> str:
    """The accepted value of a field in words; of lists the names of what readers see of them."""
    rows = getattr(record, f"seen_{name}", None)
    if rows is not None:
        return "; ".join(filter(None, (_called(row, record) for row in rows)))
    if not is_translated(type(record), name) and type(record)._meta.get_field(name).many_to_many:
        return "; ".join(str(titled(row)) for row in getattr(record, name).all())
    return str(accepted_words(record, name))


def _called(row, record):
    """Whom or what a row that hangs on a record links to, where readers see it; a country by its name."""
    keys = (n for n in ("person", "organization") if getattr(row, f"{n}_id", None) not in (None, _own(n, record)))
    other = next(keys, "")
    linked = public(getattr(row, other)) if other else None
    return str(titled(linked)) if linked else "" if other else str(row)


def _own(name, record):
    return record.pk if type(record)._meta.model_name == name else None


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
    return {"@type": kind, "@id": address_of(record, request), "name": _tagged(by_language(record, stem))}


def _quoted(row, request):
    """A testimony: what the source states, in its own language, where in it, and what that does to the claim."""
    found = {
        "@type": "Quotation",
        "text": row.quotation or row.stated,
        "inLanguage": row.source.language,
        "pagination": row.locator,
        "description": row.get_stance_display(),
        "isPartOf": _node(KINDS[Source], row.source, "title", request),
    }
    return {name: value for name, value in found.items() if value}
