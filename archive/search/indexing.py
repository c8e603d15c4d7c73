"""What records are found by: the folded words of their texts, their names and the names of what they link to."""

import functools
from itertools import chain

from django.apps import apps as present
from django.conf import settings
from django.utils import translation

from archive import countries, text
from archive.models import RECORD_TYPES, NameForm, Place, Spelling, Status
from archive.models.alphabet import order_columns, put_in_order
from archive.models.fields import CountriesField, CountryField, LineField, ProseField
from archive.models.links import key_to, links
from archive.models.sets import keys, update_rows
from archive.search import spelling

_NOT_SEARCHED = {"slug", "note", "currency", "language", "pages", "volume", "issue"}
_AT_ONCE = 1_000


def index(model, pks) -> int:
    """Write anew what these rows are found and sorted by, in a fixed number of queries; the number that changed."""
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=keys(pks))}
    texts = {pk: texts_of(row) for pk, row in rows.items()}
    key = key_to(NameForm, model)
    if key:
        forms = NameForm._base_manager.filter(**{f"{key}__in": keys(rows)}).order_by("pk")
        for pk, *form in forms.values_list(f"{key}_id", "text", "language"):
            texts[pk].append(form)
    for link in links(model):
        pairs = [(here, there) for here, there in link.pairs(list(rows)) if here in texts]
        names = names_told(link.target, {there for _here, there in pairs}, only_published=True)
        for here, there in pairs:
            texts[here].extend(names.get(there, ()))
    changed = []
    for row in rows.values():
        words = text.words_for_index(texts[row.pk])
        if put_in_order(row) or row.search_text != words:
            row.search_text = words
            changed.append(row)
    update_rows(changed, ["search_text", *order_columns(model)])
    if model is Place and changed:
        learn(Place, _named_to_readers([row.pk for row in changed]))
    return len(changed)


def learn(model, pks) -> None:
    """Keep the words of the names that readers see now of these records, and of the places that these name.

    A word of a draft alone is not kept: what is meant by a misspelt one must not depend on what readers do not see.
    """
    found = names_told(model, pks, only_published=True) if pks else {}
    names = list(chain.from_iterable(found.values()))
    for link in links(model) if found and model is not Place else ():
        if link.target is Place:
            places = {there for _here, there in link.pairs(list(found))}
            names += chain.from_iterable(names_told(Place, places).values() if places else ())
    spelling.learn(word for name in names for line in text.lines_in(*name) for word in line.split())


def _named_to_readers(places):
    """Those of these places that a published record names."""
    found = set()
    for model in RECORD_TYPES:
        for link in links(model):
            if link.target is Place:
                pairs = link.through._base_manager.filter(**{f"{link.there}__in": keys(places)})
                standing = "status" if link.through is model else f"{link.here}__status"
                found.update(pairs.filter(**{standing: Status.PUBLISHED}).values_list(f"{link.there}__pk", flat=True))
    return found


def complete_index(apps=present, **_signal):
    """After a migration: index the records that have no place in an alphabet yet."""
    # A migration may have been asked for only so far: then the tables are not those of this program.
    if not all(_has_columns(apps, model) for model in (*RECORD_TYPES, Place, Spelling, NameForm)):
        return
    for model in RECORD_TYPES:
        first = next(iter(order_columns(model)), None)
        waiting = list(model._base_manager.filter(**{first: ""}).values_list("pk", flat=True)) if first else []
        for start in range(0, len(waiting), _AT_ONCE):
            index(model, waiting[start : start + _AT_ONCE])
            learn(model, waiting[start : start + _AT_ONCE])


def _has_columns(apps, model):
    try:
        there = {field.column for field in apps.get_model(model._meta.label)._meta.concrete_fields}
    except LookupError:
        return False
    return there >= {field.column for field in model._meta.concrete_fields}


class Names:
    """The words under which linked rows are found, each looked up once: for the search columns of many new records."""

    # So many linked rows at most are remembered from one set of records for the next.
    MOST = 5_000

    def __init__(self):
        self.known = {}

    def trim(self) -> None:
        """Forget what was looked up where it has become much: between two sets of records."""
        if len(self.known) > self.MOST:
            self.known.clear()

    def look_up(self, model, pks) -> None:
        """Find the published names of these rows, where they are not known yet: two queries at most."""
        missing = {pk for pk in pks if (model, pk) not in self.known}
        if missing:
            names = names_told(model, missing, only_published=True)
            self.known.update(
                ((model, pk), tuple(line for name in names.get(pk, ()) for line in text.lines_in(*name)))
                for pk in missing
            )

    def words(self, record, forms, linked) -> str:
        """The search column of a record: `forms` of its name hang on it, it links to `linked`, (type, key) of each."""
        found: list[str] = []
        values = record.__dict__
        for name, language, is_country in _searched(type(record)):
            if values[name]:
                found += _country_lines(values[name]) if is_country else text.lines_in(values[name], language)
        for called in _called(record):
            found += text.lines_in(*called)
        for form in forms:
            found += text.lines_in(form.text, form.language)
        for there in linked:
            found += self.known[there]
        return text.joined(found)


def names_of(model, pks, only_published=False) -> dict[int, list[str]]:
    """Every form of the name or title of these rows: the columns of all languages, then the name forms."""
    return {pk: [name for name, _language in names] for pk, names in names_told(model, pks, only_published).items()}


def names_told(model, pks, only_published=False) -> dict[int, list[tuple[str, str]]]:
    """The same, each with its language."""
    rows = model._base_manager.filter(pk__in=keys(pks))
    if only_published and model is not Place:
        rows = rows.filter(status=Status.PUBLISHED)
    named = name_columns(model)
    codes = [_language_of(column) for column in named]
    found = {
        pk: [(name, code) for name, code in zip(names, codes, strict=True) if name]
        for pk, *names in rows.values_list("pk", *named)
    }
    key = key_to(NameForm, model)
    if key:
        forms = NameForm._base_manager.filter(**{f"{key}__in": keys(found)}).order_by("pk")
        for pk, *form in forms.values_list(key, "text", "language"):
            found[pk].append(tuple(form))
    return found


@functools.cache
def name_columns(model) -> tuple[str, ...]:
    """The columns of a model that hold its name or title."""
    stem = "name" if hasattr(model, "name") else "title"
    return tuple(f"{stem}_{code}" for code, _name in settings.LANGUAGES if hasattr(model, f"{stem}_{code}"))


def texts_of(row) -> list[tuple[str, str]]:
    """The texts in a row's own columns under which it is found, each with its language where it has one.

    What has no title is found by what it is called.
    """
    found = []
    for name, language, is_country in _searched(type(row)):
        value = getattr(row, name)
        if value:
            found += _country_names(value) if is_country else ((value, language),)
    return [*found, *_called(row)]


def _called(row):
    """What a row without a name or a title of its own is called, in each language."""
    if _is_called(type(row)):
        return ()
    return [(_in_language(row, code), code) for code, _name in settings.LANGUAGES]


@functools.cache
def _is_called(model):
    """Whether rows of a model have a name or a title of their own."""
    return hasattr(model, "name") or hasattr(model, "title")


@functools.cache
def _searched(model):
    """The columns of a model that are searched, their language, and whether they hold codes of countries."""
    return tuple(
        (f.attname, _language_of(f.attname), isinstance(f, CountryField | CountriesField))
        for f in model._meta.concrete_fields
        if isinstance(f, LineField | ProseField | CountryField) and f.editable and f.name not in _NOT_SEARCHED
    )


@functools.lru_cache(maxsize=4096)
def _country_names(codes):
    return [
        (countries.name(code, language), language)
        for code in codes.split("; ")
        for language, _name in settings.LANGUAGES
    ]


@functools.lru_cache(maxsize=4096)
def _country_lines(codes):
    return tuple(line for name in _country_names(codes) for line in text.lines_in(*name))


def _language_of(column):
    """The language of a column of a translated text; empty for other columns."""
    code = column.rpartition("_")[2]
    return code if code in dict(settings.LANGUAGES) else ""


def _in_language(row, language):
    with translation.override(language):
        return str(row)
