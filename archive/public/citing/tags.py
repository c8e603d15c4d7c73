"""What reference managers read from a page itself: Highwire's `citation_*` tags in its head, and a COinS in its text.

A source's page describes the document, so that a library keeps that; every other page describes itself.
"""

from urllib.parse import urlencode

from archive.models import Source, SourceKind
from archive.public import bibliography
from archive.public.citing.cited import Cited
from archive.sources.references import authors, own_title

_FORMAT = "info:ofi/fmt:kev:mtx:{}"
# How OpenURL calls what a document of each kind is; others are told in Dublin Core.
_JOURNAL = {SourceKind.ARTICLE: "article", SourceKind.NEWS: "article"}
_BOOK = {SourceKind.BOOK: "book", SourceKind.ENCYCLOPEDIA: "bookitem"}
_CONTAINER = {
    SourceKind.ARTICLE: "citation_journal_title",
    SourceKind.NEWS: "citation_journal_title",
    SourceKind.ENCYCLOPEDIA: "citation_inbook_title",
}


def highwire(record, page: Cited) -> list[tuple[str, str]]:
    """The `citation_*` tags of a record's page, as (name, content)."""
    rows = _document(record, page) if isinstance(record, Source) else _page(page)
    return [(name, value) for name, value in rows if value]


def coins(record, page: Cited) -> str:
    """The same as a ContextObject in a span (OpenURL 1.0, key/encoded-value)."""
    rows = _source_keys(record) if isinstance(record, Source) else _page_keys(page)
    return urlencode([("ctx_ver", "Z39.88-2004"), *((name, value) for name, value in rows if value)])


def _page(page):
    yield "citation_title", page.title.value
    yield "citation_publisher", page.site
    yield "citation_publication_date", page.day.strftime("%Y/%m/%d")
    yield "citation_online_date", page.day.strftime("%Y/%m/%d")
    yield "citation_language", page.language
    yield "citation_public_url", page.address


def _document(source, page):
    first, last = bibliography.pages_of(source)
    yield "citation_title", own_title(source)
    yield from (("citation_author", name) for name in authors(source))
    yield _CONTAINER.get(source.kind, "citation_series_title"), source.container or source.series
    yield "citation_volume", source.volume
    yield "citation_issue", source.issue
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_publisher", source.publisher
    yield "citation_publication_date", bibliography.slashed(source.published) or bibliography.year(source.published)
    yield "citation_isbn", source.isbn
    yield "citation_issn", source.issn
    yield "citation_doi", source.doi
    yield "citation_language", source.language
    yield "citation_public_url", source.url or page.address


def _page_keys(page):
    yield "rft_val_fmt", _FORMAT.format("dc")
    yield "rft.type", "webpage"
    yield "rft.title", page.title.value
    yield "rft.source", page.site
    yield "rft.publisher", page.site
    yield "rft.date", page.day.isoformat()
    yield "rft.identifier", page.address
    yield "rft.language", page.language


def _source_keys(source):
    if source.kind in _JOURNAL:
        return _journal_keys(source)
    return _book_keys(source) if source.kind in _BOOK else _document_keys(source)


def _journal_keys(source):
    first, last = bibliography.pages_of(source)
    yield "rft_val_fmt", _FORMAT.format("journal")
    yield "rft.genre", _JOURNAL[source.kind]
    yield "rft.atitle", own_title(source)
    yield "rft.jtitle", source.container
    yield "rft.volume", source.volume
    yield "rft.issue", source.issue
    yield "rft.spage", first
    yield "rft.epage", last
    yield "rft.issn", source.issn
    yield from _shared(source)


def _book_keys(source):
    genre = _BOOK[source.kind]
    yield "rft_val_fmt", _FORMAT.format("book")
    yield "rft.genre", genre
    yield "rft.btitle", source.container if genre == "bookitem" else own_title(source)
    yield "rft.atitle", own_title(source) if genre == "bookitem" else ""
    yield "rft.series", source.series
    yield "rft.edition", source.edition
    yield "rft.pub", source.publisher
    yield "rft.place", source.locality
    yield "rft.isbn", source.isbn
    yield from _shared(source)


def _document_keys(source):
    yield "rft_val_fmt", _FORMAT.format("dc")
    yield "rft.type", "webpage" if source.kind == SourceKind.WEBPAGE else "document"
    yield "rft.title", own_title(source)
    yield from (("rft.creator", name) for name in authors(source))
    yield "rft.source", source.container
    yield "rft.publisher", source.publisher
    yield "rft.date", bibliography.iso(source.published)
    yield "rft.identifier", source.url
    yield "rft.language", source.language


def _shared(source):
    yield from (("rft.au", name) for name in authors(source))
    yield "rft.date", bibliography.iso(source.published)
    yield "rft_id", f"info:doi/{source.doi}" if source.doi else source.url
    yield "rft.language", source.language
