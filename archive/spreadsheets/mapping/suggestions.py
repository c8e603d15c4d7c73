"""Suggests which of our columns a heading could mean: by its words in several languages, and by what is under it."""

from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz

from archive.spreadsheets import headings
from archive.spreadsheets.mapping.base import Mapping, Recipe
from archive.spreadsheets.mapping.values import FOOTNOTES, Kind
from archive.spreadsheets.territories import recognise
from archive.spreadsheets.widgets import ChoiceWidget, NumberWidget
from archive.text import clean, fold

_SAMPLES = 40
_ROWS_READ = 400
_MOST = 3
_LEAST = 55
# Words by which people call what our columns hold; folded, in the three languages of the archive.
_WORDS = {
    "slug": "slug id identifier key code clave codigo acar kod",
    "title": "title subject heading titulo asunto basliq ad",
    "name": "name full nombre completo ad soyad adi",
    "summary": "summary abstract resumen xulase",
    "note": "note notes comment comments reference references nota notas comentario qeyd istinad",
    "date": "date dates day when start end fecha fechas dia inicio tarix gun vaxt",
    "visitor_country": "visitor visiting guest origin sending country pais visitante origen qonaq olke",
    "host_country": "host destination receiving country pais anfitrion destino ev sahibi olke",
    "country": "country nation territory state pais nacion olke dovlet",
    "countries": "country countries pais paises olke olkeler",
    "places": "place places city cities location locale lugar lugares ciudad ciudades yer yerler seher",
    "place": "place city location venue lugar ciudad sede yer seher",
    "participations": "who person people participant visitor delegate president minister persona personas participante "
    "sexs istirakci numayende",
    "purpose": "purpose remarks aim description reason proposito objetivo motivo descripcion meqsed tesvir",
    "occasion": "occasion event ocasion evento munasibet tedbir",
    "kind": "kind type category tipo clase categoria nov tip",
    "signed": "signed signature conclusion firma firmado suscripcion imza imzalanma",
    "in_force": "force entry effective eif vigor vigencia entrada quvve quvveye minme",
    "ended": "ended end terminated termination expired fin termino terminacion bitme xitam",
    "parties": "parties party countries country partes parte paises terefler teref olkeler",
    "subjects": "subject subjects keyword topic tema temas materia movzu",
    "person": "person name who officer holder ambassador persona titular nombre embajador sexs sefir ad",
    "organization": "organization mission embassy post institution organizacion mision embajada sede teskilat sefirlik",
    "role": "role position rank cargo funcion rol vezife",
    "since": "since start started from begin appointed arrived desde inicio nombramiento baslama teyin",
    "until": "until end ended to left hasta fin cese bitme son",
    "born": "born birth nacimiento nacido dogum",
    "died": "died death muerte fallecimiento olum",
    "period": "period year ano periodo il dovr",
    "exporter": "exporter exporting reporter country exportador pais ixracatci olke",
    "importer": "importer importing partner country importador pais idxalatci olke",
    "amount": "amount value total trade monto valor importe mebleg deyer",
    "currency": "currency moneda valyuta",
    "goods": "goods product commodity producto bienes mal mehsul",
    "url": "url link web address enlace direccion kecid",
    "authors": "author authors autor autores muellif",
    "publisher": "publisher editorial nesriyyat",
}


@dataclass(frozen=True)
class Suggestion:
    """Which columns a heading could mean, best first, and some of what stands under it."""

    heading: str
    columns: tuple[str, ...]
    samples: tuple[str, ...]


def suggest(resource, sheet) -> list[Suggestion]:
    """A suggestion for each heading that is not recognised; without columns where none is near."""
    known = headings.known_headings(resource)
    taken = {known[fold(heading)] for heading in sheet.headings if fold(heading) in known}
    columns = [c for c in resource.columns() if c.column_name not in taken and not c.reads_only]
    found = []
    for place, heading in enumerate(headings.titles(sheet)):
        if fold(heading) in known:
            continue
        samples = _samples(sheet, place)
        scored = sorted(((_score(c, heading, samples), c.column_name) for c in columns), key=lambda pair: -pair[0])
        near = tuple(name for score, name in scored[:_MOST] if score >= _LEAST)
        found.append(Suggestion(heading, near, samples[:5]))
    return found


def suggested(resource, sheet) -> Mapping:
    """A mapping to begin with: each unknown heading goes to the best column that is free, the others are set aside."""
    mapping, free = Mapping(), {column.column_name for column in resource.columns()}
    for suggestion in suggest(resource, sheet):
        name = next((column for column in suggestion.columns if column in free), None)
        if name is None:
            mapping.set_aside.append(suggestion.heading)
            continue
        free.discard(name)
        mapping.columns[name] = (Recipe(from_=(suggestion.heading,)),)
    return mapping


def _samples(sheet, place):
    texts = (clean(row.cells[place]) for row in islice(sheet.rows, _ROWS_READ) if place < len(row.cells))
    return tuple(islice(dict.fromkeys(text for text in texts if text), _SAMPLES))


def _score(column, heading, samples) -> float:
    """From 0 to 100 and more: likeness of the words, and how much of what stands under the heading the column takes."""
    stem = headings.without_language(column.column_name)
    words = set(_WORDS.get(stem, "").split()) | set(fold(stem).split())
    theirs = set(fold(heading).split())
    shared = sum(any(_is_form_of(one, word) for word in words) for one in theirs)
    spelling = fuzz.ratio(fold(heading), fold(column.column_name)) * 0.9
    likeness = max(60 + 30 * shared / len(theirs) if shared else 0, spelling)
    fit = _fit(column, samples)
    return likeness if fit is None else max(likeness * (0.4 + 0.6 * fit) + fit * 30, fit * 60)


def _is_form_of(written, word):
    """Whether it is the word itself, or the word with an ending."""
    return written == word or (len(word) > 3 and written.startswith(word))


def _fit(column, samples):
    """The share of the samples that the column takes; None where it takes any text or there are no samples."""
    kind = Kind.of(column)
    if not samples or not (kind.date or kind.country or isinstance(column.widget, ChoiceWidget | NumberWidget)):
        return None
    taken = sum(_takes(column, kind, text) for text in samples) / len(samples)
    # Bare numbers may be years, and may be anything.
    return taken / 2 if kind.date and all(text.isdecimal() for text in samples) else taken


def _takes(column, kind, text):
    text = FOOTNOTES.sub("", text)
    if kind.country:
        parts = [part for part in text.split(";") if part.strip()]
        return sum(bool(recognise(part)) for part in parts) * 2 > len(parts)
    try:
        # An ambiguous day is a day all the same.
        column.widget.clean(text, date_order="dmy" if kind.date else None)
    except ValidationError:
        return False
    return True
