"""A source as a bibliographic reference in words: what stands where, by the kind of document (after ISO 690).

A kind is a row of sentences; a sentence is a row of parts, joined by commas; what a source does not have is left out.
"""

from collections import namedtuple
from functools import cache, lru_cache
from html import escape
from operator import attrgetter
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.text import capfirst

from archive import dates
from archive.models import Source, SourceKind
from archive.sources.terms import terms_of

# The parts that say where to look it up; a note, which leads to the source's own page, does without them.
_LOOK_UP = {"isbn": ("isbn",), "issn": ("issn",), "doi": ("doi",), "web": ("url", "archived_url")}
_END = (("doi",), ("web",))
_KEPT = ("shelfmark", "repository")
_NUMBERS = ("volume", "issue", "pages")
SHAPES = {
    SourceKind.ARTICLE: (
        ("authors",), ("quoted",), ("container", "volume", "issue", "in_brackets", "pages"), ("imprint",), ("issn",),
        *_END,
    ),
    SourceKind.BOOK: (
        ("authors",), ("title",), ("series", "volume"), ("edition",), ("imprint", "published"), ("pages",), ("isbn",),
        *_END,
    ),
    SourceKind.ENCYCLOPEDIA: (
        ("authors",), ("quoted",), ("inside", "edition", "volume", "pages"), ("imprint", "published"), ("isbn",), *_END,
    ),
    SourceKind.NEWS: (
        ("authors",), ("quoted",), ("newspaper", "edition", "issue", "published", "pages"), ("publisher",), ("issn",),
        *_END,
    ),
    SourceKind.WEBPAGE: (("authors",), ("quoted",), ("container",), ("publisher", "published"), *_END),
    SourceKind.TREATY: (
        ("title",), ("locality", "published"), ("series", *_NUMBERS), ("publisher",), _KEPT, *_END,
    ),
    SourceKind.ARCHIVAL: (
        ("authors",), ("quoted", "published"), (*_KEPT, "locality"), ("pages",), ("publisher",), *_END,
    ),
    SourceKind.SPEECH: (
        ("authors",), ("speech",), ("occasion", "locality", "published"), ("container", "pages"), ("publisher",), _KEPT,
        *_END,
    ),
    SourceKind.OFFICIAL: (
        ("makers",), ("title",), ("edition",), ("container", "series", *_NUMBERS), ("imprint", "published"), _KEPT,
        ("isbn",), ("issn",), *_END,
    ),
    SourceKind.STATISTICS: (
        ("makers",), ("title",), ("edition",), ("container", "series", *_NUMBERS), ("imprint", "published"), ("isbn",),
        ("issn",), *_END,
    ),
    SourceKind.DATASET: (
        ("makers",), ("dataset",), ("edition",), ("container", "series"), ("imprint", "published"), ("repository",),
        *_END,
    ),
    SourceKind.OTHER: (
        ("makers",), ("title",), ("edition",), ("container", "series", *_NUMBERS), ("occasion",),
        ("imprint", "published"), _KEPT, ("isbn",), ("issn",), *_END,
    ),
}  # fmt: skip


# What a reference tells of a source: these columns, and what it is called.
_NAMES = (
    *Source.title.fields, "kind", "language", "authors", "container", "series", "volume", "issue", "pages", "edition",
    "publisher", "locality", "published", "occasion", "repository", "shelfmark", "isbn", "issn", "doi", "url",
    "archived_url", "accessed",
)  # fmt: skip
_COLUMNS = attrgetter(*_NAMES)
_Told = namedtuple("_Told", (*_NAMES, "called"))


class Piece(NamedTuple):
    """Some words of a reference: the name of a work, words in another language, or a link."""

    words: str
    is_work: bool = False
    lang: str = ""
    url: str = ""


class Reference(tuple):
    """The pieces of a reference, in order; as a text, or as HTML with links and the languages of titles."""

    __slots__ = ()

    def __str__(self):
        return "".join(piece.words for piece in self)

    def __html__(self):
        """The reference with its works set apart and its titles marked with their language."""
        # Each piece is escaped; `mark_safe` would ask first whether this is a text to be translated later.
        return SafeString("".join(map(_html, self)))

    def at(self, locator, lang="", said=""):
        """The reference to one place in the document: `…, pp. 45–67: p. 47.`

        A locator in words of another language than the reader's has its `lang`, and `said` what tells so.
        """
        if not locator:
            return self
        stop, marked = Piece("."), lang and any(map(str.isalpha, locator))
        place = [Piece(": "), Piece(locator, lang=lang), Piece(f" ({said})")] if marked else [Piece(f": {locator}")]
        return Reference((*(self[:-1] if self[-1:] == (stop,) else self), *place, stop))

    @property
    def html(self):
        """The same, for templates, which ask texts alone whether they are safe."""
        return self.__html__()


def reference(source, language, *, leads_to="", short=False) -> Reference:
    """The reference to a source in the words of a language; the title may lead to a page. `short`: no addresses."""
    called = "" if getattr(source, f"title_{language}", "") else str(source)
    return _reference(_Told(*_COLUMNS(source), called), language, leads_to, short)


@lru_cache(maxsize=4096)
def _reference(source, language, leads_to, short):
    # Many records cite one source, and a page cites it often: what tells the same is put together once.
    written = _Writing(source, language, leads_to)
    sentences = []
    for names in SHAPES[SourceKind(source.kind)]:
        parts = [part for name in names if not (short and name in _LOOK_UP) and (part := written.part(name))]
        if parts == [[Piece(written.terms.undated)]]:
            parts = [[Piece(capfirst(written.terms.undated))]]
        if parts:
            sentences.append(_joined(parts))
    found = []
    for number, sentence in enumerate(sentences):
        found += [Piece(" ")] if number else []
        found += sentence
        # A full stop behind an address would be taken for a part of it.
        if sentence[-1].url != sentence[-1].words and not _ends(sentence):
            found.append(Piece("."))
    return Reference(found)


def says_where(source) -> bool:
    """Whether the whole reference to a source says where to look it up, so that the short one says less."""
    return any(getattr(source, column) for column in _where(source.kind))


@cache
def _where(kind):
    """The columns that say where to look up a source of a kind."""
    parts = (name for sentence in SHAPES[SourceKind(kind)] for name in sentence)
    return [column for name in parts for column in _LOOK_UP.get(name, ())]


def authors(source) -> list[str]:
    """The makers of a source as they are kept: `Family name, given name`, or a body's name."""
    return [name.strip() for name in source.authors.split(";") if name.strip()]


def own_title(source) -> str:
    """The title in the language of the document where the archive has it, else in the active one."""
    return getattr(source, f"title_{source.language}", "") or str(source)


class _Writing:
    """The parts of one reference: each method gives the pieces of one, or nothing."""

    def __init__(self, source, language, leads_to):
        self.source, self.language, self.leads_to = source, language, leads_to
        self.terms = terms_of(language)
        self.lang = "" if source.language in ("", language) else source.language
        # A body that stands as the maker is not named again as the publisher.
        self.told = set()

    def part(self, name):
        """The pieces of one part; of a plain column its text."""
        own = getattr(self, f"_{name}", None)
        if own is not None:
            return own()
        value = getattr(self.source, name)
        if not value or value in self.told:
            return []
        return [Piece(self.terms.numbered(name, value) if name in _NUMBERS else value)]

    def _authors(self):
        found = authors(self.source)
        return [Piece(self.terms.listed(found))] if found else []

    def _makers(self):
        found = self._authors()
        if not found and self.source.publisher:
            self.told.add(self.source.publisher)
            found = [Piece(self.source.publisher)]
        return found

    def _titled(self, before="", after="", is_work=False):
        own = getattr(self.source, f"title_{self.source.language}", "")
        here = getattr(self.source, f"title_{self.language}", "")
        lang = self.lang if own else "" if here else _language_of_title(self.source)
        words = own or here or self.source.called
        found = [Piece(before), Piece(words, is_work, lang, self.leads_to), Piece(after)]
        if own and here and own != here:
            found.append(Piece(f" [{here}]"))
        return [piece for piece in found if piece.words]

    def _quoted(self):
        return self._titled(*self.terms.quoted.split("{}"))

    def _title(self):
        return self._titled(is_work=True)

    def _speech(self):
        return [*self._quoted(), Piece(f" ({self.terms.speech})")]

    def _dataset(self):
        return [*self._title(), Piece(f" ({self.terms.dataset})")]

    def _container(self):
        return [Piece(self.source.container, True, self.lang)] if self.source.container else []

    def _newspaper(self):
        place = self.source.locality
        return [*self._container(), Piece(f" ({place})")] if self.source.container and place else self._container()

    def _inside(self):
        before, after = self.terms.inside.split("{}")
        found = self._container()
        return [piece for piece in (Piece(before), *found, Piece(after)) if piece.words] if found else []

    def _imprint(self):
        body = "" if self.source.publisher in self.told else self.source.publisher
        words = ": ".join(filter(None, (self.source.locality, body)))
        return [Piece(words)] if words else []

    def _published(self):
        date = self.source.published
        return [Piece(dates.words(date, self.language) if date else self.terms.undated)]

    def _in_brackets(self):
        return [Piece(f"({self._published()[0].words})")]

    def _isbn(self):
        return [Piece(f"ISBN {self.source.isbn}")] if self.source.isbn else []

    def _issn(self):
        return [Piece(f"ISSN {self.source.issn}")] if self.source.issn else []

    def _doi(self):
        address = f"https://doi.org/{self.source.doi}"
        return [Piece(address, url=address)] if self.source.doi else []

    def _web(self):
        found = [Piece(self.source.url, url=self.source.url)] if self.source.url else []
        if found and self.source.accessed:
            found.append(Piece(f" ({self._accessed()})"))
        if self.source.archived_url:
            before, after = self.terms.archived.split("{}")
            found += [Piece("; "), Piece(before)] if found else [Piece(capfirst(before))]
            found += [Piece(self.source.archived_url, url=self.source.archived_url), Piece(after)]
        return [piece for piece in found if piece.words]

    def _accessed(self):
        dating = dates.parse(self.source.accessed)
        is_day = dating.kind == "date" and dating.day
        pattern = self.terms.accessed_on if is_day else self.terms.accessed_in
        return pattern.format(dates.words(self.source.accessed, self.language))


def _language_of_title(source):
    """The language of the title that is shown where neither the document's nor the reader's own is there."""
    return next((name.removeprefix("title_") for name in Source.title.fields if getattr(source, name)), "")


def _joined(parts):
    """The parts of a sentence with commas between; brackets follow without one."""
    found = list(parts[0])
    for part in parts[1:]:
        found += [Piece(" " if part[0].words.startswith("(") else ", "), *part]
    return found


def _ends(sentence) -> bool:
    """Whether a sentence ends with a stop of its own: of an abbreviation, or of the title that it quotes."""
    words = "".join(piece.words for piece in sentence)
    return words.rstrip("”»").endswith(("?", "!", "…")) or words.endswith(".")


@lru_cache(maxsize=16384)
def _html(piece):
    """A piece as HTML; escaped here, since a page holds a hundred, and `format_html` takes ten times as long."""
    marked, words = f' lang="{escape(piece.lang)}"' if piece.lang else "", escape(piece.words)
    if piece.is_work:
        words, marked = f"<cite{marked}>{words}</cite>", ""
    if piece.url:
        return f'<a href="{escape(piece.url)}"{marked}>{words}</a>'
    return f"<span{marked}>{words}</span>" if marked else words
