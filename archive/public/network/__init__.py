"""The network: people joined by what they took part in together."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.models import Person
from archive.public.choosing import choice, countries_in, titled_by
from archive.public.context import page
from archive.public.network.layout import Bow, Dot, lay_out
from archive.public.network.meeting import SHARED, company
from archive.public.pictures import Picture, files
from archive.reader import for_one_reader
from archive.templatetags.reading import active, amount, country, titled
from archive.text import alphabetical

WIDTHS = (("narrow", 340), ("medium", 640), ("wide", 860))
# So many people are drawn and listed, those who share most.
MOST = 60
# A row of the table names so many of the records that two people share.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """Two people and what they share: the first few records, and how many more."""

    one: Person
    other: Person
    records: list
    more: int


@require_safe
@for_one_reader
def network(request):
    """The people who took part together in published records of one type, country and time, or of all."""
    asked = choice(request.GET, tuple(SHARED))
    found = company(asked, MOST)
    people = in_order(found.people.values())
    context = page(
        request,
        title=_("Network"),
        description=_("Who took part together in visits, events, agreements and organizations."),
        choice=asked,
        chosen=[] if asked.problems else list(asked.in_words()),
        offered=countries_in(SHARED),
        people=people,
        rows=[_row(tie, found.people) for tie in found.ties],
        most=MOST if len(people) == MOST else None,
        cut=found.cut,
        drawings=[drawn(people, found, width, size) for size, width in WIDTHS] if found.ties else [],
        alternative=alternative(people, found),
        words=words(),
        files=files(reverse("network").rstrip("/"), asked.link()),
    )
    return render(request, "archive/network.html", context)


def picture(request) -> Picture | None:
    """The network of the page of the same query string, to take away."""
    asked = choice(request.GET, tuple(SHARED))
    found = company(asked, MOST)
    if not found.ties:
        return None
    people = in_order(found.people.values())
    drawing = drawn(people, found, WIDTHS[-1][1], WIDTHS[-1][0])
    title, address = titled_by(_("Network"), asked), f"{reverse('network')}{asked.link()}"
    return Picture("network", title, words(), drawing, address, alternative(people, found))


def words() -> list[str]:
    """How to read the network."""
    return [
        _(
            "A bow joins two people who took part in the same visit, event or agreement, or served in the same "
            "organization; the stronger it is, the more they share."
        )
    ]


def alternative(people, found) -> str:
    """What the drawing shows, in words: how many are joined, and who most."""
    if not found.ties:
        return ""
    sentence = _("A network of %(people)s people, joined by %(bows)s bows. The strongest: %(tie)s.")
    most = _tie_words(found.ties[0], found.people)
    return sentence % {"people": amount(len(people)), "bows": amount(len(found.ties)), "tie": most}


def in_order(people):
    """People country by country, each country's by name; those of none last."""

    def place(person):
        of_country = alphabetical(country(person.country), active())
        return not person.country, of_country, alphabetical(titled(person).value, active()), person.pk

    return sorted(people, key=place)


def drawn(people, found, width, size):
    """The network at one width."""
    dots = [
        Dot(p.pk, titled(p).value, _words(p), p.get_absolute_url(), country(p.country) or _("No country named"))
        for p in people
    ]
    bows = [Bow(tie.people, len(tie.records), _tie_words(tie, found.people)) for tie in found.ties]
    return lay_out(dots, bows, width, size)


def _words(person):
    return ", ".join(filter(None, (titled(person).value, country(person.country))))


def _tie_words(tie, people):
    one, other = (titled(people[key]).value for key in tie.people)
    sentence = ngettext(
        "%(one)s and %(other)s: %(count)s record", "%(one)s and %(other)s: %(count)s records", len(tie.records)
    )
    return sentence % {"one": one, "other": other, "count": amount(len(tie.records))}


def _row(tie, people):
    one, other = (people[key] for key in tie.people)
    return Row(one, other, tie.records[:NAMED], max(len(tie.records) - NAMED, 0))
