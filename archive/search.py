"""Full-text search over folded words: SQLite FTS5 and PostgreSQL tsvector behind the look-up `matches`."""

import functools
from itertools import chain

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FullResultSet
from django.db import connections, models
from django.utils import translation

from archive import countries, text
from archive.models import NameForm, Place, Status
from archive.models.base import Slugged
from archive.models.fields import CountriesField, CountryField, LineField, ProseField, SearchField
from archive.models.links import key_to, links
from archive.models.sets import keys, update_rows

# Words of a query beyond these are not looked for: no query may cost more than a page.
MOST_WORDS = 10
MOST_LETTERS = 200
_NOT_SEARCHED = {"slug", "note", "currency", "language", "pages", "volume", "issue"}


def indexed_models():
    """Every type with a search column."""
    return [m for m in apps.get_app_config("archive").get_models() if issubclass(m, Slugged)]


def index(model, pks) -> int:
    """Write the search column of these rows anew where it changed, in a fixed number of queries; the number changed."""
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=keys(pks))}
    texts = {pk: texts_of(row) for pk, row in rows.items()}
    key = key_to(NameForm, model)
    if key:
        forms = NameForm._base_manager.filter(**{f"{key}__in": keys(rows)}).order_by("pk")
        for pk, form in forms.values_list(f"{key}_id", "text"):
            texts[pk].append(form)
    for link in links(model):
        pairs = [(here, there) for here, there in link.pairs(list(rows)) if here in texts]
        names = names_of(link.target, {there for _here, there in pairs}, only_published=True)
        for here, there in pairs:
            texts[here].extend(names.get(there, ()))
    changed = []
    for row in rows.values():
        words = text.words_for_index(texts[row.pk])
        if row.search_text != words:
            row.search_text = words
            changed.append(row)
    update_rows(changed, ["search_text"])
    return len(changed)


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
            names = names_of(model, missing, only_published=True)
            self.known.update(
                ((model, pk), dict.fromkeys(chain.from_iterable(map(text.words_in, names.get(pk, ())))))
                for pk in missing
            )

    def words(self, record, linked) -> str:
        """The search column of a record that no name form hangs on; `linked` are (type, key) of all it links to."""
        found: dict[str, None] = {}
        values = record.__dict__
        for name, is_country in _searched(type(record)):
            if values[name]:
                found.update(_country_words(values[name]) if is_country else text.words_in(values[name]))
        for called in _called(record):
            found.update(text.words_in(called))
        for there in linked:
            found.update(self.known[there])
        return " ".join(found)


def names_of(model, pks, only_published=False) -> dict[int, list[str]]:
    """Every form of the name or title of these rows: the columns of all languages, then the name forms."""
    rows = model._base_manager.filter(pk__in=keys(pks))
    if only_published and model is not Place:
        rows = rows.filter(status=Status.PUBLISHED)
    stem = "name" if hasattr(model, "name") else "title"
    named = [f"{stem}_{code}" for code, _name in settings.LANGUAGES if hasattr(model, f"{stem}_{code}")]
    found = {pk: list(filter(None, names)) for pk, *names in rows.values_list("pk", *named)}
    key = key_to(NameForm, model)
    if key:
        forms = NameForm._base_manager.filter(**{f"{key}__in": keys(found)}).order_by("pk")
        for pk, form in forms.values_list(key, "text"):
            found[pk].append(form)
    return found


def texts_of(row) -> list[str]:
    """The texts in a row's own columns under which it is found; what has no title is found by what it is called."""
    found = []
    for name, is_country in _searched(type(row)):
        value = getattr(row, name)
        if value:
            found += _country_names(value) if is_country else (value,)
    return [*found, *_called(row)]


def _called(row):
    """What a row without a name or a title of its own is called, in each language."""
    return () if _is_called(type(row)) else [_in_language(row, code) for code, _name in settings.LANGUAGES]


@functools.cache
def _is_called(model):
    """Whether rows of a model have a name or a title of their own."""
    return hasattr(model, "name") or hasattr(model, "title")


@functools.cache
def _searched(model):
    """The columns of a model that are searched, and whether they hold codes of countries."""
    return tuple(
        (f.attname, isinstance(f, CountryField | CountriesField))
        for f in model._meta.concrete_fields
        if isinstance(f, LineField | ProseField | CountryField) and f.name not in _NOT_SEARCHED
    )


@functools.lru_cache(maxsize=4096)
def _country_names(codes):
    return [countries.name(code, language) for code in codes.split("; ") for language, _name in settings.LANGUAGES]


@functools.lru_cache(maxsize=4096)
def _country_words(codes):
    return dict.fromkeys(chain.from_iterable(map(text.words_in, _country_names(codes))))


def _in_language(row, language):
    with translation.override(language):
        return str(row)


def words(query: str) -> list[list[str]]:
    """The words of a query, each as the readings under which it may be stored: [["eliyev", "aliyev"]] for `Əliyev`."""
    found = []
    for word in text.clean(query[:MOST_LETTERS]).split()[:MOST_WORDS]:
        readings = sorted(text.fold_variants(word))
        # One typed word can fold to several ("ad-Din"): each must be there.
        columns = zip(*(reading.split() for reading in readings), strict=False)
        found += [sorted(set(column)) for column in columns]
    return found[:MOST_WORDS]


@SearchField.register_lookup
class Matches(models.Lookup):
    """Rows whose stored words begin with each word of the query, in any order, in any reading of ə."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        """A look-up in the FTS5 table beside the model's."""
        alternatives = ["(" + " OR ".join(f'"{r}"*' for r in readings) + ")" for readings in self._words()]
        quote = connection.ops.quote_name
        table = quote(fts_table(self.lhs.target.model))
        key = f"{quote(self.lhs.alias)}.{quote(self.lhs.target.model._meta.pk.column)}"
        return f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [" AND ".join(alternatives)]

    def as_postgresql(self, compiler, connection):
        """The same in the words of tsquery, answered from the GIN index."""
        alternatives = ["(" + " | ".join(f"{r}:*" for r in readings) + ")" for readings in self._words()]
        column, params = self.process_lhs(compiler, connection)
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [*params, " & ".join(alternatives)]

    def _words(self):
        """The words to look for; where the limits leave none of them, every row answers, as without a query."""
        found = words(self.rhs)
        if not found:
            raise FullResultSet
        return found


def fts_table(model) -> str:
    """The name of the FTS5 table of a model."""
    return f"{model._meta.db_table}_fts"


def build_indexes(using="default", **_signal):
    """Make the full-text index of every searched table that lacks one; run after each migration, on either database."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in indexed_models():
            if model._meta.db_table in tables:
                for statement in _statements(model, connection):
                    cursor.execute(statement)


def _statements(model, connection):
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        yield f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (to_tsvector('simple', search_text))"
        return
    fts = fts_table(model)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [fts])
        fresh = cursor.fetchone() is None
    options = f"search_text, content='{table}', content_rowid='id', prefix='2 3'"
    yield f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5({options})"
    # A migration that remakes a table drops its triggers: each is made again where it is missing.
    gone = f"INSERT INTO {fts}({fts}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    here = f"INSERT INTO {fts}(rowid, search_text) VALUES (new.id, new.search_text);"
    yield f"CREATE TRIGGER IF NOT EXISTS {fts}_insert AFTER INSERT ON {table} BEGIN {here} END"
    yield f"CREATE TRIGGER IF NOT EXISTS {fts}_delete AFTER DELETE ON {table} BEGIN {gone} END"
    yield f"CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE OF search_text ON {table} BEGIN {gone} {here} END"
    if fresh:
        yield f"INSERT INTO {fts}({fts}) VALUES ('rebuild')"
