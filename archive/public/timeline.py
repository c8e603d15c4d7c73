"""The timeline: everything dated that is published, drawn and told year by year."""

from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.public import drawing, moments
from archive.public.choosing import choice, titled_by
from archive.public.context import page
from archive.public.pictures import Picture, files
from archive.templatetags.reading import sentence_case

MOST = 500
WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 1072))


@require_safe
def timeline(request):
    """Every published moment from `since` to `until`, of one `type` or of all: at most MOST a page."""
    asked = choice(request.GET, moments.TOLD, ("type", "since", "until"))
    after = moments.Place.read(request.GET.get("after", "")[:200])
    told, following = _page_of(asked, after) if asked.models else ([], None)
    drawings = _drawings(told, asked)
    years = [(year, list(some)) for year, some in groupby(told, key=lambda moment: moment.year)]
    context = page(
        request,
        title=_("Timeline"),
        description=_("Everything dated in the archive, year by year, with the evidence for it."),
        choice=asked,
        after=after,
        count=len(told),
        years=years,
        last_year=years[-1][0] if years else None,
        decades=[
            (ten, asked.link(since=ten, until=ten + 9)) for ten in sorted({moment.year // 10 * 10 for moment in told})
        ],
        chosen=[] if asked.problems else list(asked.in_words()),
        following=following,
        drawings=drawings,
        words=words(drawings),
        files=files(reverse("timeline").rstrip("/"), asked.link(after=str(after or ""))),
    )
    return render(request, "archive/timeline.html", context)


def picture(request) -> Picture | None:
    """The drawing of the page of the same query string, to take away."""
    asked = choice(request.GET, moments.TOLD, ("type", "since", "until"))
    after = moments.Place.read(request.GET.get("after", "")[:200])
    told = _page_of(asked, after)[0] if asked.models else []
    drawings = _drawings(told, asked)[-1:]
    address = f"{reverse('timeline')}{asked.link(after=str(after or ''))}"
    title = titled_by(_("Timeline"), asked)
    return Picture("timeline", title, words(drawings), drawings[0], address) if drawings else None


def words(drawings) -> list[str]:
    """How to read the drawing."""
    said = [_("A sharp mark is a known day; a soft span covers all the days that an uncertain date can mean.")]
    if drawings and drawings[0].counted:
        said.append(_("Where there are too many for single marks, columns count them year by year."))
    return said


def _page_of(asked, after):
    """The moments of a page, and the query string of the page after it (None at the end)."""
    rows = list(moments.told(asked.first, asked.last, asked.models, after)[: MOST + 1])
    more = len(rows) > MOST
    return moments.fetch(rows[:MOST]), asked.link(after=moments.place(rows[MOST - 1])) if more else None


def _drawings(told, asked):
    """The moments of the page drawn at three widths, a lane a type."""
    lanes = []
    for model in moments.TOLD:
        marks = [m.mark() for m in told if type(m.record) is model]
        name = sentence_case(str(model._meta.verbose_name_plural))
        lanes.append(drawing.Lane(name, marks, above=len(lanes) < 2))
    return drawn(lanes, asked.first and asked.first.year, asked.last and asked.last.year)


def drawn(lanes, since=None, until=None):
    """Lanes drawn at each width over the chosen years, or those that their marks touch; none where nothing is dated."""
    years = [y for lane in lanes for mark in lane.marks for y in (mark.first.year, mark.last.year) if 1 < y < 9999]
    if not years:
        return []
    since, until = since or min(years), until or max(years)
    return [drawing.draw(lanes, min(since, until), max(since, until), width, size) for size, width in WIDTHS]
