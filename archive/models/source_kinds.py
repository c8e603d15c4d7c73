"""Which details describe a document of each kind: those that it needs, and those that it may have besides."""

from dataclasses import dataclass

from archive.models.source import SourceKind

# Of every kind; the others are used by some.
EVERYWHERE = ("title", "language", "authors", "published", "url", "archived_url", "accessed", "licence")
BY_KIND = (
    "container", "series", "volume", "issue", "pages", "edition", "publisher", "locality", "occasion", "repository",
    "shelfmark", "isbn", "issn", "doi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Described:
    """The details of one kind of document: a reader could not find it again without those that it `needs`."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def uses(self) -> frozenset[str]:
        """All details by which documents of the kind are described."""
        return frozenset((*EVERYWHERE, *self.needs, *self.may))

    def lacks(self, source) -> list[str]:
        """The needed details that a source does not have."""
        return [name for name in self.needs if not getattr(source, name)]


DETAILS = {
    SourceKind.ARTICLE: Described(
        ("authors", "container", "published"),
        ("volume", "issue", "pages", "publisher", "locality", "issn", "doi"),
    ),
    SourceKind.BOOK: Described(
        ("authors", "publisher", "published"),
        ("series", "volume", "pages", "edition", "locality", "isbn", "doi"),
    ),
    SourceKind.ENCYCLOPEDIA: Described(
        ("container",),
        ("volume", "pages", "edition", "publisher", "locality", "isbn", "doi"),
    ),
    SourceKind.NEWS: Described(
        ("container", "published"),
        ("issue", "pages", "edition", "publisher", "locality", "issn"),
    ),
    SourceKind.WEBPAGE: Described(("url", "accessed"), ("container", "publisher", "doi")),
    SourceKind.TREATY: Described(
        ("published",),
        ("series", "volume", "issue", "pages", "publisher", "locality", "repository", "shelfmark"),
    ),
    SourceKind.ARCHIVAL: Described(("repository", "shelfmark"), ("pages", "locality", "publisher")),
    SourceKind.SPEECH: Described(
        ("authors", "occasion", "published"), ("container", "pages", "publisher", "locality", "repository", "shelfmark")
    ),
    SourceKind.OFFICIAL: Described(
        ("publisher",),
        ("container", "series", "volume", "issue", "pages", "edition", "locality", "repository", "shelfmark", "isbn",
         "issn", "doi"),
    ),
    SourceKind.STATISTICS: Described(
        ("publisher", "published"), ("container", "series", "volume", "issue", "pages", "edition", "locality", "isbn",
                                     "issn", "doi"),
    ),
    SourceKind.DATASET: Described(
        ("publisher", "published"), ("container", "series", "edition", "locality", "repository", "doi")
    ),
    SourceKind.OTHER: Described((), BY_KIND),
}  # fmt: skip


def described(source) -> Described:
    """What describes a document of this source's kind."""
    return DETAILS[SourceKind(source.kind)]
