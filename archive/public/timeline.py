"""The timeline: everything dated that is published, drawn and told year by year."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import dates
from archive.models import record_type
from archive.public import drawing, moments
from archive.public.context import page
from archive.templatetags.reading import dated, sentence_case

MOST = 500
WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 1072))


@dataclass(slots=True)
class Choice:
    """What a reader chose to see: types and years as they were written, what they mean, and what was not understood."""

    type: str = ""
    since: str = ""
    until: str = ""
    after: moments.Place | None = None
    model: object = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    problem: str = ""

    @property
    def chosen(self) -> bool:
        """Whether anything narrows the timeline."""
        return bool(self.type or self.since or self.until)

    def link(self, **other) -> str:
        """The query string of this choice with something changed; what is empty is left out."""
        values = {"type": self.type, "since": self.since, "until": self.until, **other}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@require_safe
def timeline(request):
    """Every published moment from `since` to `until`, of one `type` or of all: at most MOST a page."""
    choice = _choice(request.GET)
    told, following = ([], None) if choice.problem else _page_of(choice)
    years = [(year, list(some)) for year, some in groupby(told, key=lambda moment: moment.year)]
    context = page(
        request,
        title=_("Timeline"),
        description=_("Everything dated in the archive, year by year, with the evidence for it."),
        choice=choice,
        types=[(model.address, sentence_case(str(model._meta.verbose_name_plural))) for model in moments.TOLD],
        count=len(told),
        years=years,
        last_year=years[-1][0] if years else None,
        decades=[
            (ten, choice.link(since=ten, until=ten + 9)) for ten in sorted({moment.year // 10 * 10 for moment in told})
        ],
        chosen=[] if choice.problem else list(_in_words(choice)),
        following=following,
        drawings=_drawings(told, choice),
    )
    return render(request, "archive/timeline.html", context)


def _choice(query) -> Choice:
    choice = Choice(*(query.get(name, "").strip()[:100] for name in ("type", "since", "until")))
    choice.after = moments.Place.read(query.get("after", "")[:200])
    choice.model = record_type(choice.type)
    if choice.type and choice.model not in moments.TOLD:
        choice.problem = _("The timeline has no records of the type “%(value)s”: choose one from the list.") % {
            "value": choice.type
        }
    for name, end, bound in (("since", "first", "earliest"), ("until", "last", "latest")):
        written = getattr(choice, name)
        try:
            setattr(choice, end, getattr(dates.parse(dates.understand(written)), bound) if written else None)
        except dates.InvalidDate as error:
            choice.problem = _(error.message) % error.params
    return choice


def _in_words(choice):
    """The filters in force in words, each with the query string without it."""
    label = choice.model and sentence_case(str(choice.model._meta.verbose_name_plural))
    told = (
        ("type", _("Type: %(value)s"), label),
        ("since", _("Since %(value)s"), ""),
        ("until", _("Until %(value)s"), ""),
    )
    for name, words, value in told:
        if written := getattr(choice, name):
            yield words % {"value": value or dated(dates.understand(written))}, choice.link(**{name: ""})


def _page_of(choice):
    """The moments of a page, and the query string of the page after it (None at the end)."""
    models = (choice.model,) if choice.model else moments.TOLD
    rows = list(moments.told(choice.first, choice.last, models, choice.after)[: MOST + 1])
    more = len(rows) > MOST
    return moments.fetch(rows[:MOST]), choice.link(after=moments.place(rows[MOST - 1])) if more else None


def _drawings(told, choice):
    """The moments of the page drawn at three widths, a lane a type."""
    lanes = []
    for model in moments.TOLD:
        marks = [m.mark() for m in told if type(m.record) is model]
        name = sentence_case(str(model._meta.verbose_name_plural))
        lanes.append(drawing.Lane(name, marks, above=len(lanes) < 2))
    return drawn(lanes, choice.first and choice.first.year, choice.last and choice.last.year)


def drawn(lanes, since=None, until=None):
    """Lanes drawn at each width over the chosen years, or those that their marks touch; none where nothing is dated."""
    years = [y for lane in lanes for mark in lane.marks for y in (mark.first.year, mark.last.year) if 1 < y < 9999]
    if not years:
        return []
    since, until = since or min(years), until or max(years)
    return [drawing.draw(lanes, min(since, until), max(since, until), width, size) for size, width in WIDTHS]
