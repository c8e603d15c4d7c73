"""The map: the places of visits, events and agreements, and the journeys to them."""

from collections import defaultdict
from urllib.parse import urlencode

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.models import RECORD_TYPES, Place, Visit
from archive.public.choosing import choice, countries_in, titled_by
from archive.public.context import page
from archive.public.filters import at_places, on_map, totals
from archive.public.maps.layout import Journey, Spot, lay_out
from archive.public.pictures import Picture, files
from archive.reader import for_one_reader
from archive.templatetags.reading import amount, counted_noun, country, titled

WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 1072))
# So many places are drawn and listed, those with most records.
MOST = 300
# Of so many records of a type at most the places and ways are looked up; of everything the places are kept.
MOST_FOLLOWED = 20_000


def link_to_place(model) -> str:
    """The field by which a record type names places; empty for a type that does not."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return next((f.name for f in fields if f.is_relation and f.remote_field.model is Place), "")


LOCATED = tuple(model for model in RECORD_TYPES if link_to_place(model))


@require_safe
@for_one_reader
def map_page(request):
    """Every place that published records name and whose position is known, of one type, country and time, or of all."""
    asked, is_followed = _choice(request)
    counts, without = counted(asked)
    rows = located(counts)
    journeys = journeys_to(asked, [place for place, _n in rows]) if is_followed else []
    drawn = sheets(rows, journeys)
    context = page(
        request,
        title=_("Map"),
        description=_("Where visits, events and agreements took place, and the journeys to them."),
        choice=asked,
        chosen=[] if asked.problems else list(asked.in_words()),
        offered=countries_in(LOCATED),
        rows=[_row(place, numbers, journeys) for place, numbers in rows],
        left_out=len(counts) - len(rows),
        without=without,
        sheets=drawn,
        alternative=alternative(rows, journeys),
        words=words(drawn, is_followed),
        files=files(reverse("map").rstrip("/"), asked.link()),
    )
    return render(request, "archive/map.html", context)


def _choice(request):
    """What is asked for, and whether the ways of so many records are looked up.

    A country or time that leaves too many records for one page is a problem that the reader is told.
    """
    asked = choice(request.GET, LOCATED)
    is_followed = asked.is_within(MOST_FOLLOWED)
    if (asked.code or asked.is_in_time) and not is_followed:
        sentence = _("More than %(count)s records are within this choice: choose one country, or fewer years.")
        asked.problems.append(sentence % {"count": amount(MOST_FOLLOWED)})
    return asked, is_followed


def picture(request) -> Picture | None:
    """The map of the page of the same query string, to take away."""
    asked, is_followed = _choice(request)
    rows = located(counted(asked)[0])
    journeys = journeys_to(asked, [place for place, _n in rows]) if is_followed else []
    drawn = sheets(rows, journeys, WIDTHS[-1:])
    if not drawn:
        return None
    title, address = titled_by(_("Map"), asked), f"{reverse('map')}{asked.link()}"
    return Picture("map", title, words(drawn, is_followed), drawn[0], address, alternative(rows, journeys))


def alternative(rows, journeys) -> str:
    """What the map shows, in words: how many places, those with most records, and how many visits led there."""
    foremost = ", ".join(f"{titled(place)} ({amount(sum(numbers.values()))})" for place, numbers in rows[:3])
    sentence = ngettext(
        "A map of %(count)s place; records there: %(places)s.",
        "A map of %(count)s places; most records: %(places)s.",
        len(rows),
    )
    said = sentence % {"count": amount(len(rows)), "places": foremost}
    if not journeys:
        return said
    ways = defaultdict(int)
    for code, _pk, count in journeys:
        ways[code] += count
    told = ", ".join(f"{country(code)} ({amount(n)})" for code, n in sorted(ways.items(), key=lambda way: -way[1])[:3])
    return f"{said} " + _("Visits came from: %(countries)s.") % {"countries": told}


def words(drawn, is_followed) -> list[str]:
    """How to read the map, and what it leaves out."""
    if not is_followed:
        left_out = [_("Where visitors came from is drawn for one country or fewer years.")]
    else:
        left_out = [_("The ways most travelled are drawn.")] if drawn and drawn[-1].left_out else []
    return [
        _(
            "The larger a mark, the more records name the place; a line leads there from the country that visitors "
            "came from, bent to the right of their way."
        ),
        *left_out,
        _("Outlines: Natural Earth, Equal Earth projection; they take no side in any dispute about borders."),
    ]


def counted(asked):
    """For each place the number of records by type; and how many records name no place of known position."""
    if not (asked.code or asked.is_in_time):
        return _on_record(asked.models)
    found, without = defaultdict(dict), 0
    for model in asked.models:
        name = link_to_place(model)
        rows = asked.published(model).order_by()
        for pk, count in rows.filter(**{f"{name}__latitude__isnull": False}).values_list(name).annotate(n=Count("pk")):
            found[pk][model] = count
        without += rows.exclude(**{f"{name}__latitude__isnull": False}).count()
    return found, without


def _on_record(models):
    """The same of everything, as the archive keeps it."""
    found = at_places(models)
    known = Place.objects.filter(pk__in=found, latitude__isnull=False).values_list("pk", flat=True)
    in_all = totals()
    without = sum(in_all.get(model.address, 0) for model in models) - on_map(models)
    return {pk: found[pk] for pk in known}, without


def located(counts):
    """(place, numbers by type) of the MOST places with most records, those first."""
    foremost = sorted(counts, key=lambda pk: (-sum(counts[pk].values()), pk))[:MOST]
    places = Place.objects.defer("search_text", "note").in_bulk(foremost)
    return [(places[pk], counts[pk]) for pk in foremost if pk in places]


def journeys_to(asked, places):
    """(country, place's key, number) of the visits to these places from countries other than their own."""
    if Visit not in asked.models:
        return []
    rows = asked.published(Visit).order_by().filter(places__in=places, visitor_country__gt="")
    by_place = rows.values_list("visitor_country", "places").annotate(n=Count("pk"))
    own = {place.pk: place.country for place in places}
    return [(code, pk, n) for code, pk, n in by_place if pk in own and own[pk] != code]


def sheets(rows, journeys, widths=WIDTHS):
    """The map at each of these widths; none without a place."""
    if not rows:
        return []
    codes = {place.country for place, _n in rows} | {code for code, _pk, _n in journeys}
    found = []
    for size, width in widths:
        spots = {place.pk: _spot(place, numbers) for place, numbers in rows}
        drawn = [Journey(code, spots[pk], n, _journey_words(code, spots[pk], n)) for code, pk, n in journeys]
        found.append(lay_out(list(spots.values()), drawn, codes, width, size))
    return found


def _row(place, numbers, journeys):
    """A place with its name, the search that finds it, its numbers in words, and whence visitors came."""
    name = titled(place)
    told = [_number(model, count) for model, count in numbers.items()]
    whence = sorted(((code, n) for code, pk, n in journeys if pk == place.pk), key=lambda way: (-way[1], way[0]))
    came = [f"{country(code)} ({amount(n)})" for code, n in whence]
    return place, name, f"{reverse('search')}?{urlencode({'q': name.value})}", told, came


def _spot(place, numbers):
    name = str(titled(place))
    told = ", ".join(_number(model, count) for model, count in numbers.items())
    address = f"{reverse('map')}#{place.slug}"
    position = float(place.longitude), float(place.latitude)
    return Spot(*position, name, f"{name}: {told}", address, sum(numbers.values()))


def _number(model, count):
    return _("%(count)s %(noun)s") % {"count": amount(count), "noun": counted_noun(model, count)}


def _journey_words(code, spot, count):
    sentence = ngettext(
        "%(count)s visit from %(country)s: %(place)s", "%(count)s visits from %(country)s: %(place)s", count
    )
    return sentence % {"count": amount(count), "country": country(code), "place": spot.label}
