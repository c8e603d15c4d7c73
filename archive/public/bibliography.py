"""Sources as librarians exchange them: BibTeX, RIS and CSL-JSON (citationstyles.org, schema 1.0.2)."""

from archive import dates
from archive.models import SourceKind

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
}
BIBTEX = {SourceKind.ARTICLE: "article", SourceKind.BOOK: "book", SourceKind.ENCYCLOPEDIA: "incollection"}
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


def authors(source) -> list[str]:
    """The makers of a source as they are kept: `Family name, given name`, or a body's name."""
    return [name.strip() for name in source.authors.split(";") if name.strip()]


def bibtex(source) -> str:
    """The source as a BibTeX entry whose key is its slug; signs that TeX would read are escaped."""
    fields = {
        "title": source_title(source),
        "author": " and ".join(_tex_name(name) for name in authors(source)),
        "publisher": _tex(source.publisher),
        "year": _year(source.published),
        "url": source.url,
        "urldate": source.accessed if _day(source.accessed) else "",
        "language": source.language,
    }
    fields["title"] = "{" + _tex(fields["title"]) + "}"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{BIBTEX.get(source.kind, 'misc')}{{{source.slug},", *lines, "}", ""])


def ris(source) -> str:
    """The source as a RIS record."""
    rows = [("TY", RIS.get(source.kind, "GEN")), ("ID", source.slug), ("TI", source_title(source))]
    rows += [("AU", name) for name in authors(source)]
    rows += [
        ("PB", source.publisher),
        ("PY", _year(source.published)),
        ("DA", _slashed(source.published)),
        ("Y2", _slashed(source.accessed)),
        ("UR", source.url),
        ("LA", source.language),
    ]
    written = [f"{tag}  - {value}" for tag, value in rows if value]
    return "\r\n".join([*written, "ER  - ", ""])


def csl(source) -> dict:
    """The source as a CSL-JSON item."""
    item = {
        "id": source.slug,
        "type": CSL.get(source.kind, "document"),
        "title": source_title(source),
        "author": [_csl_name(name) for name in authors(source)],
        "publisher": source.publisher,
        "issued": _csl_date(source.published),
        "accessed": _csl_date(source.accessed),
        "URL": source.url,
        "language": source.language,
    }
    return {name: value for name, value in item.items() if value}


def source_title(source) -> str:
    """The title in the language of the document where the archive has it, else in the active one."""
    return getattr(source, f"title_{source.language}", "") or str(source)


def _tex(value):
    return value.translate(_TEX)


def _tex_name(name):
    # Braces keep a body's name from being taken apart into given and family name.
    return _tex(name) if "," in name else "{" + _tex(name) + "}"


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


def _year(edtf):
    dating = dates.parse(edtf) if edtf else None
    first = dating.parts[0] if dating and dating.kind == "interval" else dating
    return str(first.year) if first and first.year else ""


def _day(edtf):
    dating = dates.parse(edtf) if edtf else None
    return dating if dating and dating.kind == "date" and dating.day and dating.year else None


def _slashed(edtf):
    """RIS writes year/month/day."""
    day = _day(edtf)
    return f"{day.year:04}/{day.month:02}/{day.day:02}" if day else ""
