"""Sources as librarians exchange them: BibTeX, RIS and CSL-JSON (citationstyles.org, schema 1.0.2)."""

from archive import dates
from archive.models import SourceKind
from archive.sources.references import authors, own_title

# The words of the three formats for each kind of source.
CSL = {
    SourceKind.ARTICLE: "article-journal",
    SourceKind.ENCYCLOPEDIA: "entry-encyclopedia",
    SourceKind.WEBPAGE: "webpage",
    SourceKind.BOOK: "book",
    SourceKind.NEWS: "article-newspaper",
    SourceKind.TREATY: "treaty",
    SourceKind.DATASET: "dataset",
    SourceKind.STATISTICS: "dataset",
    SourceKind.ARCHIVAL: "manuscript",
    SourceKind.SPEECH: "speech",
    SourceKind.OFFICIAL: "report",
}
RIS = {
    SourceKind.ARTICLE: "JOUR",
    SourceKind.ENCYCLOPEDIA: "ENCYC",
    SourceKind.WEBPAGE: "ELEC",
    SourceKind.BOOK: "BOOK",
    SourceKind.NEWS: "NEWS",
    SourceKind.TREATY: "LEGAL",
    SourceKind.DATASET: "DATA",
    SourceKind.STATISTICS: "DATA",
    SourceKind.ARCHIVAL: "UNPB",
    SourceKind.SPEECH: "HEAR",
    SourceKind.OFFICIAL: "GOVDOC",
}
BIBTEX = {
    SourceKind.ARTICLE: "article",
    SourceKind.NEWS: "article",
    SourceKind.BOOK: "book",
    SourceKind.ENCYCLOPEDIA: "incollection",
    SourceKind.ARCHIVAL: "unpublished",
    SourceKind.OFFICIAL: "techreport",
}
# What an entry of BibTeX calls what a document appeared in, and who brought it out.
_CONTAINER = {"article": "journal", "incollection": "booktitle"}
_MAKER = {"techreport": "institution", "misc": "howpublished"}
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def bibtex(source) -> str:
    """The source as a BibTeX entry whose key is its slug; signs that TeX would read are escaped."""
    kind = BIBTEX.get(source.kind, "misc")
    first, last = pages_of(source)
    fields = {
        "title": "{" + tex(own_title(source)) + "}",
        "author": " and ".join(_tex_name(name) for name in authors(source)),
        _CONTAINER.get(kind, "booktitle"): tex(source.container),
        "series": tex(source.series),
        "volume": tex(source.volume),
        "number": tex(source.issue),
        "pages": tex(f"{first}--{last}" if last else source.pages),
        "edition": tex(source.edition),
        _MAKER.get(kind, "publisher"): tex(source.publisher),
        "address": tex(source.locality),
        "year": year(source.published),
        "isbn": source.isbn,
        "issn": source.issn,
        "doi": source.doi,
        "url": source.url,
        "urldate": source.accessed if _day(source.accessed) else "",
        "language": source.language,
        "note": tex("; ".join(filter(None, (source.occasion, source.shelfmark, source.repository)))),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{source.slug},", *lines, "}", ""])


def ris(source) -> str:
    """The source as a RIS record."""
    first, last = pages_of(source)
    rows = [("TY", RIS.get(source.kind, "GEN")), ("ID", source.slug), ("TI", own_title(source))]
    rows += [("AU", name) for name in authors(source)]
    rows += [
        ("T2", source.container or source.occasion),
        ("T3", source.series),
        ("VL", source.volume),
        ("IS", source.issue),
        ("SP", first),
        ("EP", last),
        ("ET", source.edition),
        ("PB", source.publisher),
        ("CY", source.locality),
        ("PY", year(source.published)),
        ("DA", slashed(source.published)),
        ("SN", source.isbn or source.issn),
        ("DO", source.doi),
        ("DP", source.repository),
        ("CN", source.shelfmark),
        ("Y2", slashed(source.accessed)),
        ("UR", source.url),
        ("L2", source.archived_url),
        ("LA", source.language),
    ]
    return ris_text(rows)


def ris_text(rows) -> str:
    """A RIS record of (tag, value); what is empty is left out."""
    written = [f"{tag}  - {value}" for tag, value in rows if value]
    return "\r\n".join([*written, "ER  - ", ""])


def csl(source) -> dict:
    """The source as a CSL-JSON item."""
    item = {
        "id": source.slug,
        "type": CSL.get(source.kind, "document"),
        "title": own_title(source),
        "author": [_csl_name(name) for name in authors(source)],
        "container-title": source.container,
        "collection-title": source.series,
        "volume": source.volume,
        "issue" if source.kind in (SourceKind.ARTICLE, SourceKind.NEWS) else "number": source.issue,
        "page": source.pages.replace("–", "-"),
        "edition": source.edition,
        "publisher": source.publisher,
        "publisher-place": "" if source.kind == SourceKind.SPEECH else source.locality,
        "event-title": source.occasion,
        "event-place": source.locality if source.kind == SourceKind.SPEECH else "",
        "archive": source.repository,
        "archive_location": source.shelfmark,
        "issued": _csl_date(source.published),
        "accessed": _csl_date(source.accessed),
        "ISBN": source.isbn,
        "ISSN": source.issn,
        "DOI": source.doi,
        "URL": source.url,
        "language": source.language,
    }
    return {name: value for name, value in item.items() if value}


def pages_of(source) -> tuple[str, str]:
    """The first and the last page, where they are given as two; else all that is given as the first."""
    first, dash, last = source.pages.replace("-", "–").partition("–")
    both = dash and first.strip() and last.strip() and "–" not in last and "," not in source.pages
    return (first.strip(), last.strip()) if both else (source.pages, "")


def tex(value) -> str:
    """A text with the signs escaped that TeX would read."""
    return value.translate(_TEX)


def _tex_name(name):
    # Braces keep a body's name from being taken apart into given and family name.
    return tex(name) if "," in name else "{" + tex(name) + "}"


def _csl_name(name):
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name}


def _csl_date(edtf):
    if not edtf:
        return None
    dating = dates.parse(edtf)
    ends = dating.parts if dating.kind == "interval" else (dating,)
    if dating.kind in ("date", "interval") and all(end and end.year and (end.month or 1) <= 12 for end in ends):
        parts = [[part for part in (end.year, end.month, end.day) if part] for end in ends]
        return {"date-parts": parts} | ({"circa": True} if dating.approximate or dating.uncertain else {})
    return {"literal": dates.words(dating, "en")}


def year(edtf) -> str:
    """The year of a date, of an interval that of its beginning; empty where there is none."""
    dating = dates.parse(edtf) if edtf else None
    first = dating.parts[0] if dating and dating.kind == "interval" else dating
    return str(first.year) if first and first.year else ""


def _day(edtf):
    dating = dates.parse(edtf) if edtf else None
    return dating if dating and dating.kind == "date" and dating.day and dating.year else None


def iso(edtf) -> str:
    """A plain day as ISO 8601 writes it, else the year alone."""
    return edtf if _day(edtf) else year(edtf)


def slashed(edtf) -> str:
    """RIS writes year/month/day."""
    day = _day(edtf)
    return f"{day.year:04}/{day.month:02}/{day.day:02}" if day else ""
