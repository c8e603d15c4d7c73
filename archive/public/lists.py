"""The list of each record type: narrowed by the address, fifty a page, its filters in words."""

from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote_plus, urlencode

from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import dates
from archive.models import TradeFigure
from archive.models.addresses import route_address
from archive.public.context import page
from archive.public.facets import MOST_COUNTED, decade_words, facets, is_too_many
from archive.public.filters import (
    SORTS,
    CountryFilter,
    DecadeFilter,
    LanguageFilter,
    Reading,
    WordFilter,
    filter_of,
)
from archive.public.lines import lines_of
from archive.public.templating import template_for
from archive.public.trade import figure_of, figures_of
from archive.public.turning import turned
from archive.reader import active, for_one_reader
from archive.templatetags.reading import amount, counted_noun, country, dated, language_name, sentence_case

# The order of the controls, whatever the type has of them.
ORDER = ("q", "country", "visitor", "host", "kind", "since", "until", "evidence", "sort")
# What a download's parameter `columns` asks for beside the columns of every list: the sources of each fact.
COLUMNS, EVIDENCE = "columns", "evidence"
# In which a list can be taken away.
FORMATS = ("csv", "xlsx", "ods", "json")


@dataclass(frozen=True, slots=True)
class Control:
    """One filter as a form control: its name, label, value as typed, and the choices of a select (none for a text).

    What only facets offer is `hidden` in the form, which keeps it.
    """

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    problem: str
    hidden: bool = False

    @property
    def options(self) -> str:
        """The choices as HTML, the one in force selected."""
        return _options(self.choices, self.value)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in force, in words, and the address of the list without it."""

    words: str
    without: str


# The same few hundred values are offered on every list.
_quoted = lru_cache(maxsize=4096)(quote_plus)


# Hundreds of countries stand in each of several controls of every list.
@lru_cache(maxsize=256)
def _options(choices, value):
    marks = {True: mark_safe(" selected"), False: ""}
    return format_html_join(
        "\n", '<option value="{}"{}>{}</option>', ((code, marks[code == value], label) for code, label in choices)
    )


@require_safe
@for_one_reader
def record_list(request, model):
    """The published records of a type that the address asks for; a page that is not there is not found."""
    asked = filter_of(model)(request.GET, queryset=model.objects.published())
    reading = Reading(asked)
    current = turned(reading, request.GET)
    shown, count = controls(asked), current.count
    label = sentence_case(str(model._meta.verbose_name_plural))
    context = page(
        request,
        title=label,
        description=_("%(type)s in the archive, each with its sources.") % {"type": label},
        model=model,
        address=model.address,
        by_date=asked.sorting.endswith("date"),
        lines=lines_of(model, current.keys),
        turning=turning(request, asked, current),
        count=count.number,
        sort_words=SORTS[asked.sorting] if count.number > 1 else "",
        count_words=count_words(count, model),
        usual_sort=SORTS[asked.default_sort],
        controls=shown,
        problems=[problem for c in shown if (problem := c.problem)],
        chosen=list(chosen(request, asked)),
        facets=facets([reading], count, narrowing(request, asked)),
        too_many_for_facets=MOST_COUNTED if is_too_many([reading], count) else 0,
        downloads=list(downloads(request, asked)),
        evidence_downloads=list(downloads(request, asked, **{COLUMNS: EVIDENCE})),
    )
    if model is TradeFigure:
        context["figure"] = figure_of(figures_of(asked.found), query_without(request, asked))
    return render(request, template_for(model, "list"), context)


def turning(request, asked, current) -> dict:
    """Where the other pages of a list are, and which one this is, in words."""
    query = query_without(request, asked)
    words = ""
    if current.number and current.pages:
        words = _("Page %(number)s of %(all)s") % {"number": amount(current.number), "all": amount(current.pages)}
    elif current.number:
        words = _("Page %(number)s") % {"number": amount(current.number)}
    found = {"words": words, "first": f"{request.path}{query}"}
    for name in ("previous", "next", "last"):
        parameters = getattr(current, name)
        if parameters is not None:
            more = urlencode(parameters)
            found[name] = f"{request.path}{query}{'&' if query else '?'}{more}" if more else found["first"]
    return found


def count_words(count, model) -> str:
    """How many records a list holds, in words of the type."""
    told = {"count": amount(count.number), "noun": counted_noun(model, count.number)}
    return (_("%(count)s %(noun)s") if count.is_all else _("more than %(count)s %(noun)s")) % told


def controls(asked) -> list[Control]:
    """The form's controls, in order, with what the reader typed."""
    used = asked.used_countries()
    names = sorted(asked.filters, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    found = []
    for name in names:
        value, choices = offered(asked, name, used)
        problem = " ".join(asked.errors.get(name, ()))
        hidden = isinstance(asked.filters[name], DecadeFilter | LanguageFilter)
        if value or not hidden:
            found.append(Control(name, asked.label(name), value, choices, problem, hidden))
    return found


def offered(asked, name, used) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The value of a control, and what a reader can choose instead."""
    asked_filter = asked.filters[name]
    value = str(asked.data.get(name, ""))[:200]
    if isinstance(asked_filter, CountryFilter):
        value = asked.chosen.get(name) or value
        known = not value or value in dict(used[name])
        return value, used[name] if known else (*used[name], (value, country(value)))
    if not isinstance(asked_filter, WordFilter):
        return value, ()
    # The usual order is what the empty choice means.
    usual = asked.default_sort if name == "sort" else None
    choices = tuple(choice for choice in _choices(type(asked), name, active()) if choice[0] != usual)
    return "" if value == usual else value, choices


@cache
def _choices(filter_set, name, _language):
    """The choices of a filter, said in the active language: a list has dozens of them."""
    return [(key, str(label)) for key, label in filter_set.base_filters[name].extra["choices"]]


def chosen(request, asked):
    """The filters in force, in words."""
    for name, value in asked.chosen.items():
        words = {"label": asked.filters[name].label, "value": chosen_words(asked.filters[name], value)}
        yield Chosen(_("%(label)s: %(value)s") % words, f"{request.path}{query_without(request, asked, name)}")


def chosen_words(asked_filter, value) -> str:
    """The value of a filter as a page says it: a country's name, a date in words."""
    if isinstance(value, dates.Dating):
        return dated(value.text)
    told = {CountryFilter: country, DecadeFilter: decade_words, LanguageFilter: language_name}.get(type(asked_filter))
    if told:
        return told(value)
    return str(dict(asked_filter.extra.get("choices", ())).get(value, value))


def query_without(request, asked, *names) -> str:
    """The query string of the list's first page without these of its parameters; `?…`, or empty if nothing is left."""
    if not request.GET:
        return ""
    query = request.GET.copy()
    for name in list(query):
        if name in names or not query[name] or name not in asked.filters:
            del query[name]
    return f"?{query.urlencode()}" if query else ""


def narrowing(request, asked):
    """What makes the address that narrows the list by one value more, from its first page: `link(name, value)`."""

    @cache
    def without(name):
        query = query_without(request, asked, name)
        return f"{request.path}{query}{'&' if query else '?'}"

    return lambda name, value: f"{without(name)}{name}={_quoted(str(value))}"


def downloads(request, asked, **more):
    """(format, where the same list is to be had in it), with these parameters more."""
    query, more = query_without(request, asked), urlencode(more)
    query = f"{query}{'&' if query else '?'}{more}" if more else query
    for name in FORMATS:
        yield name.upper(), f"{route_address(f'{asked.queryset.model.address}-download', name)}{query}"
