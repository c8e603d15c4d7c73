"""Drawings to take away: the picture of a page as an SVG that carries its style within it, and as a PNG of the same."""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import resvg_py
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.public.drawing.scale import TEXT
from archive.public.letters import wrapped
from archive.templatetags.reading import active

FORMATS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
_HERE = Path(__file__).parent
# The letters of the pages, for readers of this kind alone: they take no WOFF2.
FONTS = [str(path) for path in sorted((_HERE / "fonts").glob("*.ttf"))]
STYLE = (_HERE / "picture.css").read_text(encoding="utf-8")
# The one style that a picture's answer allows is its own, known by its digest: nothing unsafe is let in.
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
PAPER = "#faf6ee"
MARGIN = 28
HEAD = 62  # the title above a drawing
LINE = 17  # of the words beneath it
# A PNG has two dots for each unit, but no more dots than this.
MOST_DOTS = 24_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title, the sentences that say how to read it, and the address of the page that shows it."""

    name: str
    title: str
    words: list[str]
    drawing: object
    address: str
    # What it shows, for those who cannot see it.
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing on a page, at several widths, with its sentences, where to take it away, and its data as a table."""

    title: str
    drawings: list
    words: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    head: tuple = ()
    rows: list = field(default_factory=list)
    alternative: str = ""


def files(address, query="") -> list[tuple[str, str]]:
    """(format, address) of the files of a drawing; `address` without the ending, `query` from `?` on."""
    return [(kind.upper(), f"{address}.{kind}{query.removesuffix('?')}") for kind in FORMATS]


@require_safe
@csp({"default-src": ["'none'"], "style-src": [f"'sha256-{STYLE_DIGEST}'"], "frame-ancestors": ["'none'"]})
def picture(request, of, format, **which):
    """The drawing that `of` finds for the request, as a file; Http404 where there is nothing to draw."""
    found = of(request, **which) if format in FORMATS else None
    if found is None:
        raise Http404
    written = svg(found, request)
    response = HttpResponse(written if format == "svg" else png(written), content_type=FORMATS[format])
    response["Content-Disposition"] = f'inline; filename="{found.name}.{format}"'
    return response


def svg(found, request) -> str:
    """The picture as SVG 1.1, complete in itself: links lead to the archive's host."""
    drawing = found.drawing
    wide = drawing.width + 2 * MARGIN
    words = [
        *found.words,
        _("From: %(address)s") % {"address": request.build_absolute_uri(found.address.removesuffix("?"))},
    ]
    lines = [line for text in words for line in wrapped(text, drawing.width, TEXT)]
    below = HEAD + drawing.height + 14
    context = {
        "found": found,
        "drawing": drawing,
        "site": request.build_absolute_uri("/").rstrip("/"),
        "language": active(),
        "style": STYLE,
        "width": wide,
        "height": round(below + len(lines) * LINE + MARGIN, 1),
        "margin": MARGIN,
        "head": HEAD,
        "lines": [(round(below + LINE * (n + 0.8), 1), line) for n, line in enumerate(lines)],
        "described": " ".join(filter(None, (found.alternative, *words))),
    }
    return render_to_string("archive/drawn/file.svg", context)


def png(written) -> bytes:
    """An SVG of this module as PNG on paper, in the letters of the pages; signs that these lack in the system's."""
    width, height = (float(written.split(f' {name}="', 1)[1].split('"', 1)[0]) for name in ("width", "height"))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=written,
            background=PAPER,
            zoom=2 if width * height * 4 <= MOST_DOTS else 1,
            font_files=FONTS,
            sans_serif_family="Public Sans",
            serif_family="Newsreader",
            skip_system_fonts=all(map(_own, written)),
        )
    )


def _own(sign) -> bool:
    """Whether the letters of the pages have this sign: Latin with its marks, and general punctuation."""
    return sign < "\u0250" or "\u1e00" <= sign < "\u1f00" or "\u2000" <= sign < "\u20c0" or sign in "\u0259\u2212"
