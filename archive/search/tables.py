"""The full-text indexes themselves: an FTS5 table beside each searched table, or a GIN index on it."""

from django.apps import apps
from django.db import connections

from archive.models.base import Slugged


def indexed_models():
    """Every type with a search column."""
    return [m for m in apps.get_app_config("archive").get_models() if issubclass(m, Slugged)]


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
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NULL", [f"{table}_words"])
            (lacks,) = cursor.fetchone()
        # Whoever is not the owner of the tables may not even ask for an index that is there (`grant_web_role`).
        if lacks:
            yield f"CREATE INDEX {table}_words ON {table} USING gin (to_tsvector('simple', search_text))"
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
