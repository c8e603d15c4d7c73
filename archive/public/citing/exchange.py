"""The page of a record for reference managers: BibTeX, RIS and CSL-JSON, as a web page of a certain day."""

from archive.public.bibliography import ris_text, tex
from archive.public.citing.cited import Cited

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(page: Cited) -> str:
    """The page as a BibTeX entry whose key is its slug."""
    fields = {
        "title": "{{" + tex(page.title.value) + "}}",
        "howpublished": "{" + tex(page.site) + "}",
        "year": f"{{{page.day.year}}}",
        "month": _MONTHS[page.day.month - 1],
        "note": f"{{Version of {page.day.isoformat()}}}",
        "url": f"{{{page.address}}}",
        "language": f"{{{page.title.lang or page.language}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{page.key},", *lines, "}", ""])


def ris(page: Cited) -> str:
    """The page as a RIS record."""
    rows = (
        ("TY", "ELEC"),
        ("ID", page.key),
        ("TI", page.title.value),
        ("T2", page.site),
        ("PB", page.site),
        ("PY", str(page.day.year)),
        ("DA", page.day.strftime("%Y/%m/%d")),
        ("UR", page.address),
        ("LA", page.title.lang or page.language),
    )
    return ris_text(rows)


def csl(page: Cited) -> dict:
    """The page as a CSL-JSON item."""
    return {
        "id": page.key,
        "type": "webpage",
        "title": page.title.value,
        "container-title": page.site,
        "publisher": page.site,
        "issued": {"date-parts": [[page.day.year, page.day.month, page.day.day]]},
        "URL": page.address,
        "language": page.title.lang or page.language,
    }
