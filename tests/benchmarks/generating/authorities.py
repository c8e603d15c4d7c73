"""Places, sources, organizations and people: what visits, events and agreements name."""

import functools

from babel import Locale
from babel.core import get_global

from archive import countries
from archive.models import NameForm, Organization, OrganizationKind, Person, Place, Posting, PostingRole, Source
from archive.models.sets import link
from archive.text import address_of
from tests.benchmarks.generating import dating, words
from tests.benchmarks.generating.drawing import LAST_YEAR, Draw
from tests.benchmarks.generating.pools import era
from tests.benchmarks.generating.spelling import in_russian, spelled
from tests.benchmarks.generating.testimony import LANGUAGES, Fact

_ORGANIZATION = Posting._meta.get_field("organization")
_REGION_OF = {code: region for region in words.REGIONS for code in region.countries}
_OTHER = tuple(words.REGIONS)


def place(seed, i, _pools):
    """A town, or something that stands in it, with its country."""
    draw, towns = Draw(seed, "places", i), _towns()
    town, country = towns[i % len(towns)]
    site = words.SITES[i // len(towns) % len(words.SITES)]
    called = [f"{name}, {what}" if what else name for name, what in zip(town, site, strict=True)]
    row = Place(slug=f"{address_of(called[0])[:90]}-{i}", country=country, **draw.in_languages("name", called))
    if draw.random() < 0.8:
        row.latitude, row.longitude = (str(round(draw.uniform(-most, most), 4)) for most in (60, 179))
    return row


@functools.cache
def _towns():
    """Towns in three languages with their countries, from the names of the world's time zones."""
    zones = sorted(get_global("zone_territories").items())
    known = [Locale(code).time_zones for code in LANGUAGES]
    found = []
    for zone, country in zones:
        town = zone.rpartition("/")[2].replace("_", " ")
        if country in countries.CODES:
            found.append((tuple(names.get(zone, {}).get("city", town) for names in known), country))
    return found


def source(seed, i, _pools):
    """A document, described as its kind needs."""
    draw = Draw(seed, "sources", i)
    kind = draw.choices(("news", "book", "official", "article", "archival", "treaty", "webpage"), (9, 5, 4, 3, 3, 1, 2))
    one, other = draw.pair()
    names = [(countries.name(one, code), countries.name(other, code)) for code in LANGUAGES]
    year = draw.year()
    title = (
        f"Relations of {names[0][0]} and {names[0][1]}, {year}",
        f"{names[1][0]} və {names[1][1]} münasibətləri, {year}",
        f"Relaciones entre {names[2][0]} y {names[2][1]}, {year}",
    )
    values = {
        "slug": f"{address_of(title[0])[:90]}-{i}", "status": draw.status(), "kind": kind[0], "published": str(year),
        "language": draw.choice(("en", "en", "en", "es", "es", "az", "fr", "ru")),
        "publisher": f"{draw.choice(words.PUBLISHERS)} of {names[0][0]}",
        "authors": f"{_names(draw, one)[1][0]}, {_names(draw, one)[0][0]}",
        "container": draw.choice(words.PERIODICALS), "pages": f"{draw.randint(1, 90)}–{draw.randint(91, 400)}",
        "locality": names[0][0], "repository": "National Archives", "shelfmark": f"Fond {i % 900}, file {i}",
    }  # fmt: skip
    if kind[0] in ("webpage", "news"):
        values |= {"url": f"https://archive.example.org/{i}", "accessed": f"{LAST_YEAR}-0{draw.randint(1, 9)}-11"}
    return Source(**values, **draw.in_languages("title", title, 0.5, 0.5)), {}


def organization(seed, i, pools):
    """An embassy mostly, else a body of one country."""
    draw = Draw(seed, "organizations", i)
    one, other = draw.pair()
    here, there = ([countries.name(code, language) for language in LANGUAGES] for code in (one, other))
    kind, called = draw.choices(
        (
            ("embassy", (f"Embassy of {here[0]} in {there[0]}", f"{here[1]} səfirliyi, {there[1]}",
                         f"Embajada de {here[2]} en {there[2]}")),
            ("ministry", (f"Ministry of Foreign Affairs of {here[0]}", f"{here[1]} Xarici İşlər Nazirliyi",
                          f"Ministerio de Relaciones Exteriores de {here[2]}")),
            ("parliament", (f"Parliament of {here[0]}", f"{here[1]} Parlamenti", f"Parlamento de {here[2]}")),
            ("friendship_group", (f"{here[0]}–{there[0]} friendship group", f"{here[1]}–{there[1]} dostluq qrupu",
                                  f"Grupo de amistad {here[2]}-{there[2]}")),
            ("academy", (f"Academy of Sciences of {here[0]}", f"{here[1]} Elmlər Akademiyası",
                         f"Academia de Ciencias de {here[2]}")),
        ),
        (60, 12, 8, 15, 5),
    )[0]  # fmt: skip
    row = Organization(
        slug=f"{address_of(called[0])[:90]}-{i}", status=draw.status(), kind=OrganizationKind(kind).value, country=one,
        host_country=other if kind == "embassy" else "", **draw.in_languages("name", called),
    )  # fmt: skip
    facts = [Fact("name", "prose", called), Fact("country", "country", one)]
    if row.host_country:
        facts.append(Fact("host_country", "country", other))
    if draw.random() < 0.6:
        row.founded = dating.date(draw, draw.year())
        facts.append(Fact("founded", "date", row.founded))
    places = pools.places.get(other if row.host_country else one)
    if places and draw.random() < 0.7:
        where = draw.choice(places)
        link(row, Organization._meta.get_field("place"), where.row)
        facts.append(Fact("place", "name", where.called))
    return row, {"facts": facts}


def person(seed, i, pools):
    """Somebody with a name of their region, respelled in other languages, an office or two, and other forms of name."""
    draw, active = Draw(seed, "people", i), era(seed, i)
    country = draw.country()
    given, family = _names(draw, country)
    second = f" {draw.choice('ABDEFGHKLMNRST')}." if draw.random() < 0.25 else ""
    called = tuple(f"{g}{second} {f}" for g, f in zip(given, family, strict=True))
    row = Person(
        slug=f"{address_of(called[0])[:90]}-{i}", status=draw.status(), country=country,
        **draw.in_languages("name", called),
    )  # fmt: skip
    shown = tuple(getattr(row, f"name_{code}") or str(row) for code in LANGUAGES)
    facts = [Fact("name", "name", shown), Fact("country", "country", country)]
    if draw.random() < 0.6:
        row.born = dating.date(draw, active - draw.randint(35, 60))
        facts.append(Fact("born", "date", row.born))
    if active < 1990 and draw.random() < 0.5:
        row.died = dating.date(draw, active + draw.randint(5, 30))
        facts.append(Fact("died", "date", row.died))
    lists = {"names": _forms(draw, given, family, called), "postings": _postings(draw, pools, country, active)}
    if lists["postings"]:
        facts.append(Fact("postings", "prose", lists["postings"][0].called))
    return row, {"facts": facts, **lists}


def _names(draw, country):
    """A given and a family name, each in three spellings."""
    region = _REGION_OF.get(country) or draw.choice(_OTHER)
    return tuple(spelled(draw.choice(some), region.az, region.es) for some in (region.given, region.family))


def _forms(draw, given, family, called):
    found = []
    if draw.random() < 0.35:
        found.append(NameForm(text=f"{given[0][0]}. {family[0]}", language="en", kind="variant"))
    if draw.random() < 0.2:
        russian = f"{in_russian(given[0])} {in_russian(family[0])}"
        found.append(NameForm(text=russian, language="ru", script="Cyrl", kind="transliteration"))
    if draw.random() < 0.03:
        at = draw.randint(1, len(family[0]) - 1)
        text = f"{given[0]} {family[0][:at]}{family[0][at - 1 :]}"
        found.append(NameForm(text=text, language="en", kind="misprint"))
    return [form for form in found if form.text not in called]


def _postings(draw, pools, country, active):
    bodies, found = pools.organizations.get(country, ()), {}
    for n in range(draw.choices((0, 1, 2), (40, 45, 15))[0] if bodies else 0):
        body, office = bodies[draw.rank(len(bodies))], draw.office()
        since = dating.date(draw, min(active + 6 * n, LAST_YEAR))
        row = Posting(role=draw.choice((PostingRole.AMBASSADOR, PostingRole.MINISTER, PostingRole.MEMBER)).value,
                      since=since, until=str(active + 6 * n + 5) if "/" not in since and draw.random() < 0.5 else "",
                      **draw.in_languages("title", office))  # fmt: skip
        link(row, _ORGANIZATION, body.row)
        row.called = office
        found[body.pk] = row
    return list(found.values())
