"""The first page: which relations these are, since when, what happened lately, and where the sources disagree."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.models import (
    RECORD_TYPES,
    Agreement,
    Discrepancy,
    DiscrepancyState,
    Event,
    EventKind,
    TradeFigure,
    Visit,
)
from archive.public import drawing, moments
from archive.public.context import page
from archive.public.filters import foremost_pairs, totals
from archive.public.lines import LineOf, VisitLine, direction, lines
from archive.public.prepared import unseen
from archive.public.statements import disagreements
from archive.public.timeline import alternative, drawn, words
from archive.public.trade import figure_of, figures_of
from archive.reader import for_one_reader
from archive.templatetags.reading import counted_noun, country, sentence_case, titled

# The drawing shows so many of each type, the latest ones; and so many figures of trade.
MOST_DRAWN = 50
MOST_TRADED = 60
LATEST = 5
DISPUTED = 4
PAIRS = 3
# What turns a relation is labelled before what fills it.
TURNING = {EventKind.RELATIONS: 4, EventKind.RECOGNITION: 3, EventKind.MISSION: 2, EventKind.DISPUTE: 1}


@require_safe
@for_one_reader
def home(request):
    """The relation at a glance, from published records alone; a few queries, however much there is."""
    census, pairs = _census()
    beginning = _beginning(pairs)
    disputed = _disputed(beginning)
    visits = list(VisitLine.fetched(_latest(Visit)[:MOST_DRAWN]))
    agreements = list(_latest(Agreement)[:MOST_DRAWN])
    events = list(_latest(Event)[:MOST_DRAWN])
    lanes = _lanes(pairs, visits, events, agreements)
    since = next((d for d in disputed if beginning and d.record == beginning and d.field == "date"), None)
    context = page(
        request,
        title="",
        description=_subject(pairs),
        subject=_subject(pairs),
        census=census,
        beginning=beginning,
        since=since,
        drawings=(drawings := drawn(lanes)),
        words=words(drawings),
        alternative=alternative(lanes, drawings and (drawings[0].first.year, drawings[0].last.year)),
        told=_told(visits, events, agreements),
        most=MOST_DRAWN if MOST_DRAWN in map(len, (visits, events, agreements)) else None,
        visits=[VisitLine(visit).line() for visit in visits[:LATEST]],
        agreements=[AgreementInBrief(agreement).line() for agreement in agreements[:LATEST]],
        trade=lines(_latest(TradeFigure)[:4]),
        traded=figure_of(figures_of(_between(pairs), MOST_TRADED), most=MOST_TRADED),
        disputed=[d for d in disputed if d is not since][:3],
    )
    return render(request, "archive/home.html", context)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many published records there are of a type, in words, with the address of their list."""

    address: str
    count: int
    words: str

    @property
    def route(self) -> str:
        """The name of the route of the list."""
        return f"{self.address}-list"


def _census():
    """How many published records of each type there are, and the pairs of countries that share most."""
    return _tallies(totals()), _foremost(foremost_pairs(PAIRS))


def _tallies(counts):
    tallies = []
    for model in RECORD_TYPES:
        count = counts.get(model.address, 0)
        tallies.append(Tally(model.address, count, counted_noun(model, count)))
    return [tally for tally in tallies if tally.count]


def _foremost(shared):
    """The pair that shares most, and those that share at least half as much; PAIRS at most."""
    return [pair for pair, count in shared if count * 2 >= shared[0][1]]


def _subject(pairs):
    """What this archive is, in one sentence, by the countries that its records join."""
    if not pairs:
        return _("The relations between countries: what is known, and how it is known.")
    named = [_("%(one)s and %(other)s") % {"one": country(one), "other": country(other)} for one, other in pairs]
    if len(named) == 1:
        return _("The relations between %(pair)s: what is known, and how it is known.") % {"pair": named[0]}
    return _("The relations between countries, first of all %(pairs)s: what is known, and how it is known.") % {
        "pairs": "; ".join(named)
    }


def _between(pairs):
    """The published trade figures of the foremost pairs of countries; all where there are none."""
    ours = Q()
    for one, other in pairs:
        ours |= Q(exporter=one, importer=other) | Q(exporter=other, importer=one) | Q(between=f"{one}; {other}")
    return TradeFigure.objects.published().filter(ours)


def _latest(model):
    dated = model.objects.published().filter(**{f"{model.dated_by}_earliest__isnull": False})
    return dated.order_by(f"-{model.dated_by}_earliest", "-pk").defer(*unseen(model, but=["evidence"]))


def _beginning(pairs):
    """The earliest published event of diplomatic relations, of the foremost pair if it has one; None without any."""
    events = Event.objects.published().filter(kind=EventKind.RELATIONS, date_earliest__isnull=False)
    events = events.order_by("date_earliest", "pk")
    # One after the other: put in order of the pairs by one query, the events of all countries would be sorted.
    found = (events.filter(countries="; ".join(pair)).first() for pair in pairs)
    return next(filter(None, found), None) or events.first()


def _disputed(beginning):
    """The disagreement about the beginning first, then open ones, the latest first."""
    rows = Discrepancy.objects.published()
    about = Q(event=beginning, field="date") if beginning else Q(pk__in=())
    latest = (rows.filter(state=state).order_by("-pk").values("pk")[:DISPUTED] for state in DiscrepancyState)
    # Each found by itself: with OR between them PostgreSQL reads all that there are.
    parts = [part.order_by().values("pk") for part in (rows.filter(about), *(rows.filter(pk__in=n) for n in latest))]
    some = Q(pk__in=parts[0].union(*parts[1:]))
    first = [When(about, then=Value(0))] if beginning else []
    rank = Case(*first, When(state=DiscrepancyState.OPEN, then=Value(1)), default=Value(2), output_field=IntegerField())
    return disagreements(rows.filter(some).order_by(rank, "-found_at", "-pk")[:DISPUTED])


class AgreementInBrief(LineOf):
    """An agreement with its kind alone: between these two countries the parties need no saying."""

    def about(self):
        return [sentence_case(self.record.get_kind_display())]


def _lanes(pairs, visits, events, agreements):
    """Events and the visits of one direction above the axis; those of the other, other visits and agreements below."""
    one, other = pairs[0] if pairs else ("", "")
    ways = {(one, other): [], (other, one): []}
    rest = []
    for visit in visits:
        way = (visit.visitor_country, visit.host_country)
        (ways[way] if pairs and way in ways else rest).append(_mark_of(visit))
    happened = [_titled_mark(e, "date", 1 + TURNING.get(e.kind, 0)) for e in events]
    signed = [_titled_mark(a, "signed") for a in agreements]
    directed = _("Visits, %(direction)s")
    others = _("Visits from or to other countries") if pairs else sentence_case(str(Visit._meta.verbose_name_plural))
    return [
        drawing.Lane(sentence_case(str(Event._meta.verbose_name_plural)), happened),
        drawing.Lane(directed % {"direction": direction(one, other)}, ways[one, other]),
        drawing.Lane(directed % {"direction": direction(other, one)}, ways[other, one], above=False),
        drawing.Lane(others, rest, above=False),
        drawing.Lane(sentence_case(str(Agreement._meta.verbose_name_plural)), signed, above=False),
    ]


def _titled_mark(record, name, weight=1):
    return moments.Moment(record, name).mark(weight=weight)


def _mark_of(visit):
    """A visit is labelled with who travelled, as far as that is known."""
    heads = sorted(visit.travellers, key=lambda part: part.role != "head_of_delegation")
    who = str(titled(heads[0].person)) if heads else str(titled(visit))
    more = len(heads) - 1
    if more > 0 and heads[0].role != "head_of_delegation":
        who = ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", more) % {
            "name": who,
            "count": more,
        }
    return moments.Moment(visit, "date").mark(who, 1)


def _told(visits, events, agreements):
    """What is drawn, as rows of the table beside the drawing: in order of time."""
    drawn_ones = [moments.Moment(r, type(r).dated_by) for some in (visits, events, agreements) for r in some]
    return sorted(drawn_ones, key=lambda moment: moment.earliest)
