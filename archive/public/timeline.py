"""The timeline: everything dated that is published, drawn as a whole and told year by year, so many entries a page."""

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.public import drawing, moments, zoom
from archive.public.choosing import Choice, choice, titled_by
from archive.public.context import page
from archive.public.pictures import Picture, files
from archive.reader import for_one_reader
from archive.templatetags.reading import amount, sentence_case

# So many are told on a page, so many drawn: those whose lane is fuller than MOST_MARKS as numbers alone.
MOST = 500
MOST_DRAWN = 5_000
MOST_MARKS = 120
WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 1072))
NAMES = ("type", "since", "until")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a choice leaves: the rows of all moments that are drawn, whether there are more, and those with records."""

    asked: Choice
    rows: list[dict]
    cut: bool
    moments: dict

    def told(self, rows) -> list[moments.Moment]:
        """The moments of some rows."""
        return [self.moments[key] for key in map(moments.place, rows) if key in self.moments]


@require_safe
@for_one_reader
def timeline(request):
    """Every published moment from `since` to `until`, of one `type` or of all: at most MOST a page."""
    asked = choice(request.GET, moments.TOLD, NAMES)
    after = moments.Place.read(request.GET.get("after", "")[:200])
    rows, cut = _rows(asked)
    shown, more = _page_of(rows, asked, after)
    seen = _seen(asked, rows, cut, shown)
    told, lanes = seen.told(shown), lanes_of(seen)
    drawings = drawn(lanes, asked)
    context = page(
        request,
        title=_("Timeline"),
        description=_("Everything dated in the archive, year by year, with the evidence for it."),
        choice=asked,
        after=after,
        count=len(rows),
        told=len(told),
        last_year=told[-1].year if told else None,
        cut=cut,
        years=[(year, list(some)) for year, some in groupby(told, key=lambda moment: moment.year)],
        stretch=_stretch(rows),
        closer=_closer(asked, rows, bounds(lanes, asked)),
        around=_around(asked),
        chosen=[] if asked.problems else list(asked.in_words()),
        following=asked.link(after=moments.place(shown[-1])) if more else None,
        drawings=drawings,
        alternative=alternative(lanes, _stretch(rows)),
        words=words(drawings, cut),
        files=files(reverse("timeline").rstrip("/"), asked.link()),
    )
    return render(request, "archive/timeline.html", context)


def picture(request) -> Picture | None:
    """The drawing of the page of the same query string, to take away."""
    asked = choice(request.GET, moments.TOLD, NAMES)
    rows, cut = _rows(asked)
    lanes = lanes_of(_seen(asked, rows, cut))
    drawings = drawn(lanes, asked, WIDTHS[-1:])
    if not drawings:
        return None
    title, address = titled_by(_("Timeline"), asked), f"{reverse('timeline')}{asked.link()}"
    return Picture("timeline", title, words(drawings, cut), drawings[0], address, alternative(lanes, _stretch(rows)))


def words(drawings, cut=False) -> list[str]:
    """How to read the drawing."""
    said = [_("A sharp mark is a known day; a soft span covers all the days that an uncertain date can mean.")]
    drawn_kinds = {bar.kind for one in drawings[-1:] for lane in one.lanes for mark in lane.marks for bar in mark.bars}
    if "near" in drawn_kinds:
        said.append(_("What is dated “about” is paler on both sides, as far as that may reach."))
    if "open" in drawn_kinds:
        said.append(_("A thin line leads towards an end that is not given."))
    if drawings and drawings[0].counted:
        said.append(_("Where there are too many for single marks, columns count those that begin in a time."))
        if earlier := drawings[0].earlier:
            said.append(_("Not counted: %(count)s that began before.") % {"count": amount(earlier)})
    if cut:
        said.append(_("The first %(count)s are drawn: choose years to see others.") % {"count": amount(MOST_DRAWN)})
    return said


def alternative(lanes, stretch) -> str:
    """What the drawing shows, in words: the years, and how much stands in each lane."""
    counts = ((lane.name, len(lane.marks) + len(lane.days)) for lane in lanes)
    told = "; ".join(f"{name}: {amount(count)}" for name, count in counts if count)
    first, last = stretch or ("", "")
    return _("Timeline, %(first)s to %(last)s. %(counts)s.") % {"first": first, "last": last, "counts": told}


def _rows(asked):
    """The rows of the moments of a choice, MOST_DRAWN at most, and whether there are more; one query."""
    rows = list(moments.told(asked.first, asked.last, asked.models)[: MOST_DRAWN + 1]) if asked.models else []
    return rows[:MOST_DRAWN], len(rows) > MOST_DRAWN


def _page_of(rows, asked, after):
    """The rows of a page, and whether others follow; a query only behind those that are drawn."""
    keys = [moments.place(row) for row in rows]
    if after and asked.models and (after not in keys or keys.index(after) + MOST >= MOST_DRAWN):
        rows = list(moments.told(asked.first, asked.last, asked.models, after)[: MOST + 1])
    elif after in keys:
        rows = rows[keys.index(after) + 1 :]
    return rows[:MOST], len(rows) > MOST


def _seen(asked, rows, cut, shown=()):
    """With the records of the rows that are told, and of the lanes that are drawn mark by mark."""
    counts = Counter(row["type_"] for row in rows)
    marked = [row for row in rows if counts[row["type_"]] <= MOST_MARKS]
    found = moments.fetch([*shown, *marked])
    return Seen(asked, rows, cut, {moment.place: moment for moment in found})


def lanes_of(seen) -> list[drawing.Lane]:
    """All moments of the choice, a lane a type: marks, or the days alone of those that are too many."""
    lanes = []
    for model in moments.TOLD:
        rows = [row for row in seen.rows if row["type_"] == model.address]
        name = sentence_case(str(model._meta.verbose_name_plural))
        lane = drawing.Lane(name, [], len(lanes) < 2, closer=_opened(seen.asked, model))
        if len(rows) <= MOST_MARKS:
            lane.marks = [moment.mark() for moment in seen.told(rows)]
        else:
            lane.days = [row["day_"] for row in rows]
            lane.until = max((row["last_"] for row in rows if row["last_"].year < 9999), default=None)
        lanes.append(lane)
    return lanes


def drawn(lanes, asked=None, widths=WIDTHS):
    """Lanes drawn at each width over the chosen years, or those that are stated; none where nothing is dated."""
    days = bounds(lanes, asked)
    return [drawing.draw(lanes, *days, width, size) for size, width in widths] if days else []


def _opened(asked, model):
    """The address of a counted stretch of a lane."""
    here = reverse("timeline")
    return lambda one: f"{here}{asked.link(type=model.address, since=one.since, until=one.until)}"


def bounds(lanes, asked=None):
    """(first, last) day of a drawing of lanes, None without any: as chosen, or the whole years that are stated."""
    days = [day for lane in lanes for mark in lane.marks for day in (mark.first, mark.last)]
    days += [day for lane in lanes for day in (*lane.days, *([lane.until] if lane.until else ()))]
    stated = [day.year for day in days if 1 < day.year < 9999]
    if not stated:
        return None
    first = (asked and asked.first) or datetime.date(min(stated), 1, 1)
    last = (asked and asked.last) or datetime.date(max(stated), 12, 31)
    return min(first, last), max(first, last)


def _year(row):
    """The year under which a row is told."""
    return row["last_"].year if row["day_"].year == 1 else row["day_"].year


def _stretch(rows):
    """The first and the last year under which something is told."""
    years = [_year(row) for row in rows]
    return (min(years), max(years)) if years else None


def _closer(asked, rows, days):
    """(words, link) of the periods within the drawing in which something begins."""
    found = zoom.closer(*days, [row["day_"] for row in rows]) if days else []
    return [(one.words, asked.link(since=one.since, until=one.until)) for one in found] if len(found) > 1 else []


def _around(asked):
    """(word, words, link) of what lies beside and round the chosen years."""
    if asked.problems or not (asked.first or asked.last):
        return []
    whole = ("", _("All years"), asked.link(since="", until=""))
    found = zoom.around(asked.first, asked.last) if asked.first and asked.last and asked.first <= asked.last else []
    return [*((word, one.words, asked.link(since=one.since, until=one.until)) for word, one in found), whole]
