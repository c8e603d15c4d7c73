"""A published record in the elements of Dublin Core (DCMI 1.1): what its JSON tells, as far as they have room."""

from archive import countries
from archive.models import Event, Source, Visit
from archive.models.fields import CountryField
from archive.public.bibliography import authors
from archive.public.documents import LANGUAGES, by_language, document
from archive.templatetags.reading import is_translated

# The words of the DCMI Type Vocabulary; what it has no word for is a record of a collection, a text.
TYPES = {Event: "Event", Visit: "Event"}


def described(record, request):
    """A fetched record as (element, text, language or nothing), in a fixed order."""
    told = document(record, request)
    yield from (("title", text, code) for code, text in _titles(record).items())
    if isinstance(record, Source):
        yield from (("creator", name, "") for name in authors(record))
    yield from (("description", told[f"summary_{code}"], code) for code in LANGUAGES if told.get(f"summary_{code}"))
    if told.get("publisher"):
        yield "publisher", told["publisher"], ""
    yield from (("contributor", name, "") for name in _people(told))
    if record.dated_by and told.get(record.dated_by):
        yield "date", told[record.dated_by], ""
    yield "type", TYPES.get(type(record), "Text"), ""
    yield "type", str(record._meta.verbose_name), LANGUAGES[0]
    yield "identifier", told["page"], ""
    yield from (("source", address, "") for address in _sources(told))
    if told["url"] != told["page"]:
        yield "relation", told["url"], ""
    if told.get("language"):
        yield "language", told["language"], ""
    yield from (("coverage", name, LANGUAGES[0]) for name in _where(record, told))
    if told.get("licence"):
        yield "rights", told["licence"], ""


def _titles(record):
    stem = next((s for s in ("title", "name") if is_translated(type(record), s)), None)
    return by_language(record, stem) if stem else {LANGUAGES[0]: str(record)}


def _people(told):
    return dict.fromkeys(_called(part["person"]) for part in told.get("participations", ()) if "person" in part)


def _sources(told):
    return dict.fromkeys(row["source"]["url"] for row in told["citations"] if row.get("source"))


def _where(record, told):
    """The countries and places of a record by their first name."""
    codes = [told[f.name] for f in record._meta.concrete_fields if isinstance(f, CountryField) and told.get(f.name)]
    codes += told.get("countries", [])
    codes += [row["country"] for row in told.get("parties", ()) if row.get("country")]
    places = [*told.get("places", ()), *filter(None, [told.get("place")])]
    names = [countries.name(code, LANGUAGES[0]) for code in codes]
    return dict.fromkeys([*names, *(_called(place) for place in places)])


def _called(linked):
    return next(iter((linked.get("name") or linked.get("title") or {"": linked["slug"]}).values()))
