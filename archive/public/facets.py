"""Facets: what the records that were found are like, each value with how many there are, as links that narrow further.

A number says how many records the list behind its link has; nothing is counted that readers may not see.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import CharField, Count, F, IntegerField, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext as _

from archive import dates
from archive.models import Citation, Evidence, Source
from archive.models.fields import CountriesField
from archive.models.links import key_to
from archive.models.sets import keys
from archive.public.filters import placed
from archive.templatetags.reading import active, country, language_name, sentence_case
from archive.text import alphabetical

# More records than these are not counted by what they are like: that would read them all for each page.
MOST_COUNTED = 5_000
# So many values of a facet are offered, those of most records; decades are all offered.
MOST_SHOWN = 10
NAMES = ("country", "decade", "kind", "language", "evidence")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: in words, how many records have it, and where these are listed."""

    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One way in which the records found differ."""

    name: str
    label: str
    choices: list[Choice]


def facets(asked, total, link) -> list[Facet]:
    """The facets of what these filter sets, of one type or several, have found, in three queries; `link(name, value)`.

    A facet that is chosen already, or that all records share, is left out; all are where too many were found.
    """
    if not 1 < total <= MOST_COUNTED:
        return []
    counts = _counts([(one, keys(found)) for one, found in _found_by(asked)])
    found = []
    for name in NAMES:
        free = [one for one in asked if name in one.filters and not one.data.get(name)]
        # What all share narrows nothing; what has no source is nobody's way to look for something.
        left_out = {"", None, Evidence.NONE.value}
        tally = {value: n for value, n in counts.get(name, {}).items() if value not in left_out and n < total}
        if not free or not tally:
            continue
        told = _words(name, free)
        choices = [Choice(told(value), n, link(name, value)) for value, n in _in_order(name, tally, told)]
        found.append(Facet(name, str(free[0].filters[name].label) if len(free) == 1 else _label(name), choices))
    return found


def _label(name):
    """What a facet is called where it speaks of records of several types."""
    return {"country": _("Country"), "decade": _("Decade"), "language": _("Language of a source")}.get(
        name, _("Evidence")
    )


def _words(name, asked):
    """How a value of a facet is said."""
    if name in ("kind", "evidence"):
        labels = {value: label for one in asked for value, label in one.filters[name].extra["choices"]}
        return lambda value: sentence_case(labels.get(value, value))
    told = {"country": country, "language": lambda code: sentence_case(language_name(code)), "decade": decade_words}
    return told[name]


def decade_words(year) -> str:
    """A decade by its first year, in words: `1990s`."""
    return dates.words(f"{int(year) // 10:03}X", active())


def _in_order(name, tally, told):
    """The values with their numbers: decades as they came, others by number and then alphabet."""
    if name == "decade":
        return sorted(tally.items(), key=lambda pair: int(pair[0]))
    by_number = sorted(tally.items(), key=lambda pair: (-pair[1], alphabetical(told(pair[0]), active())))
    return by_number[:MOST_SHOWN]


def _found_by(asked):
    """The keys of what each filter set has found, looked for once: each facet speaks of the same records."""
    at = (one.found.order_by().annotate(n=Value(n, output_field=IntegerField())) for n, one in enumerate(asked))
    parts = [some.values_list("n", "pk") for some in at]
    found = defaultdict(list)
    for number, pk in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        found[number].append(pk)
    return [(one, found[number]) for number, one in enumerate(asked)]


def _counts(found_by) -> dict[str, Counter]:
    """How many records have each value of each facet, of the keys that each filter set has found."""
    found = defaultdict(Counter)
    parts = [part for one, pks in found_by for part in _plain_parts(one, pks)]
    for name, value, n in parts[0].union(*parts[1:], all=True) if parts else ():
        value = str(int(value) // 10 * 10) if name == "decade" and value else value
        # What has no beginning begins on the first day that a date can hold.
        if value != "0":
            found[name][value] += n
    pairs = [part for one, pks in found_by for part in _country_parts(one, pks)]
    codes = {
        (address, pk, code)
        for address, pk, several in (parts_of(pairs) if pairs else ())
        for code in several.split("; ")
    }
    found["country"].update(code for _address, _pk, code in codes)
    return found


def parts_of(pairs):
    """The rows of several queries, each once."""
    return pairs[0].union(*pairs[1:]) if len(pairs) > 1 else pairs[0].distinct()


def _plain_parts(asked, pks):
    """For each facet that a record has one value of: (facet, value, number)."""
    model = asked.queryset.model
    rows = model.objects.filter(pk__in=pks).order_by()
    columns = {name: F(name) for name in ("kind", "evidence") if name in asked.filters}
    if "decade" in asked.filters:
        columns["decade"] = ExtractYear(f"{model.dated_by}_earliest")
    if model is Source:
        columns["language"] = F("language")
    elif "language" in asked.filters:
        key = key_to(Citation, model)
        told = Citation.objects.published().filter(**{f"{key}__in": pks}).order_by()
        yield _counted(told, "language", F("source__language"), Count(key, distinct=True))
    if _is_plain(asked):
        columns["country"] = F(model.COUNTRY_LOOKUPS[0])
    for name, column in columns.items():
        yield _counted(rows, name, column, Count("pk"))


def _counted(rows, name, column, number):
    of = rows.annotate(facet_=Value(name, output_field=CharField()), value_=Cast(column, CharField()))
    return of.values_list("facet_", "value_").annotate(number_=number)


def _is_plain(asked) -> bool:
    """Whether the country of a record is one column of its own."""
    model = asked.queryset.model
    if "country" not in asked.filters or len(model.COUNTRY_LOOKUPS) != 1 or "__" in model.COUNTRY_LOOKUPS[0]:
        return False
    return not isinstance(model._meta.get_field(model.COUNTRY_LOOKUPS[0]), CountriesField)


def _country_parts(asked, pks):
    """The countries that a record has to do with in any of several ways: (type, key, codes)."""
    if "country" not in asked.filters or _is_plain(asked):
        return
    model = asked.queryset.model
    for lookup in model.COUNTRY_LOOKUPS:
        here = placed(model, lookup).filter(pk__in=pks).order_by()
        at = here.annotate(type_=Value(model.address, output_field=CharField()))
        yield at.values_list("type_", "pk", lookup)
