"""Full-text search over folded words: SQLite FTS5 and PostgreSQL tsvector behind the look-up `matches`."""

from archive.search.asking import MOST_LETTERS, MOST_WORDS, Among, Term, terms, words
from archive.search.finding import found_among, found_by_each, holds_more
from archive.search.indexing import Names, complete_index, index, learn, names_of, names_told, texts_of
from archive.search.spelling import suggestions
from archive.search.tables import build_indexes, fts_table, indexed_models

__all__ = [
    "Among",
    "MOST_LETTERS",
    "MOST_WORDS",
    "Names",
    "Term",
    "build_indexes",
    "fts_table",
    "complete_index",
    "found_among",
    "found_by_each",
    "holds_more",
    "index",
    "indexed_models",
    "learn",
    "names_of",
    "names_told",
    "suggestions",
    "terms",
    "texts_of",
    "words",
]
