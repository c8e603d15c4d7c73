"""Trade by year and direction: the figures of a list as small multiples, with the numbers written."""

from collections import defaultdict
from functools import lru_cache

from babel.numbers import format_compact_decimal, get_currency_name
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from archive import dates
from archive.models import TradeFigure
from archive.public.filters import filter_of
from archive.public.lines import direction
from archive.public.pictures import Figure, Picture, files
from archive.public.prepared import unseen
from archive.public.statements import Value
from archive.public.trade import layout
from archive.templatetags.reading import Text, amount, counted_noun, country, dated, locale, money

WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 1072))
# So many figures, the latest, are drawn; and so many panels, those with most figures.
MOST = 500
MOST_PANELS = 12


def figures_of(queryset, most=MOST):
    """The latest figures of a queryset of published ones that have an amount, so many at most; one query."""
    rows = queryset.filter(amount__isnull=False).order_by("-period_earliest", "-pk")
    return list(rows.defer(*unseen(TradeFigure))[:most])


def panels_of(figures) -> list[layout.Panel]:
    """The figures of single years by direction and currency, those of a pair of countries together."""
    found = defaultdict(list)
    for figure in reversed(figures):
        if year_of(figure):
            found[_pair(figure), way(figure), figure.currency].append(figure)
    weight = defaultdict(int)
    for (pair, _way, _currency), some in found.items():
        weight[pair] += len(some)
    # Pairs with most figures first; of a pair each direction, then both together.
    keys = sorted(found, key=lambda key: (-weight[key[0]], key[0], key[2], len(key[1]) == 1, key[1]))
    return [_panel(key, found[key]) for key in keys[:MOST_PANELS]]


def year_of(figure):
    """The year within which the period of a figure lies; None for a longer one, or one without an end."""
    first, last = figure.period_earliest, figure.period_latest
    return first.year if first and last and first.year == last.year else None


def way(figure) -> tuple[str, ...]:
    """(exporter, importer), or the countries between which it went both ways as one text."""
    return (figure.exporter, figure.importer) if figure.exporter else (figure.between,)


def way_words(figure) -> str:
    """The direction of a figure in words."""
    if figure.exporter:
        return direction(figure.exporter, figure.importer)
    names = [country(code) for code in figure.between.split("; ") if code]
    if len(names) != 2:
        return _("both directions")
    return _("%(one)s and %(other)s, both directions") % {"one": names[0], "other": names[1]}


def figure_of(figures, query="", most=MOST) -> Figure | None:
    """The figures drawn at each width, with the same as a table; None where there is nothing to draw."""
    panels = panels_of(figures)
    if not panels:
        return None
    drawings = [layout.lay_out(panels, width, size) for size, width in WIDTHS]
    head = (_("Period"), _("Direction"), _("Amount"))
    rows = [
        (Value(Text(dated(f.period)), f.get_absolute_url()), Value(Text(way_words(f))), Value(Text(_money(f))))
        for f in figures
    ]
    taken = files(reverse("trade-list").rstrip("/"), query)
    return Figure(title(), drawings, words(figures, drawings[-1], most), taken, head, rows, alternative(panels))


def title() -> str:
    """What the drawing is called."""
    return _("Trade by year and direction")


def words(figures, drawing, most=MOST) -> list[str]:
    """How to read the drawing, and what it leaves out."""
    said = [_("A dark column is a figure of a whole year, a pale one of a part of it or of an uncertain year.")]
    if any(not bar.url for panel in drawing.panels for bar in panel.bars):
        said.append(_("Where a year has too many figures for columns, one span reaches from the least to the most."))
    if any(not year_of(figure) for figure in figures):
        said.append(_("Figures of longer periods stand in the table alone."))
    if len(figures) == most:
        said.append(_("The latest figures are drawn; narrow the list to see others."))
    return said


def alternative(panels) -> str:
    """What the drawing shows, in words: of each direction how many figures, and the largest."""
    said = [_("Columns of trade by year.")]
    for panel in panels:
        largest = max(panel.figures, key=lambda figure: figure.amount)
        sentence = _("%(direction)s: %(count)s, the largest %(figure)s.")
        count = f"{amount(len(panel.figures))} {counted_noun(TradeFigure, len(panel.figures))}"
        said.append(sentence % {"direction": panel.heading, "count": count, "figure": largest.words})
    return " ".join(said)


def picture(request) -> Picture | None:
    """The drawing of the list that the same query string shows, to take away."""
    asked = filter_of(TradeFigure)(request.GET, queryset=TradeFigure.objects.published())
    figures = figures_of(asked.found)
    panels = panels_of(figures)
    if not panels:
        return None
    drawing = layout.lay_out(panels, WIDTHS[-1][1], WIDTHS[-1][0])
    address = f"{reverse('trade-list')}{query_of(request)}"
    return Picture("trade", title(), words(figures, drawing), drawing, address, alternative(panels))


def query_of(request) -> str:
    """The query string of a request from `?` on; empty without one."""
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _pair(figure):
    return tuple(sorted(code for code in (figure.exporter, figure.importer, *figure.between.split("; ")) if code))


def _panel(key, figures):
    currency = key[2]
    unit = get_currency_name(currency, locale=locale()) if currency else ""
    drawn = [
        layout.Figure(
            year_of(f), f.amount, _is_whole(f.period), f"{dated(f.period)}: {_money(f)}", brief(f.amount),
            f.get_absolute_url(),
        )
        for f in figures
    ]  # fmt: skip
    return layout.Panel(capfirst(way_words(figures[0])), capfirst(unit), drawn)


def _is_whole(period):
    dating = dates.parse(period)
    return dating.kind == "date" and dating.precision == "year" and not (dating.approximate or dating.uncertain)


def _money(figure):
    return money(figure.amount, figure.currency)


def brief(value) -> str:
    """A number as briefly as the language writes it: `7.2M`, `7,2 mln`."""
    return _brief(value, locale())


# Babel takes longer for one than a drawing for its column.
@lru_cache(maxsize=4096)
def _brief(value, way):
    return format_compact_decimal(value, fraction_digits=1, locale=way)
