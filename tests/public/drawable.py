"""An archive of so many dated records, with places, people and offices, for all drawings: the same ones each time."""

import random
from decimal import Decimal

from archive.models import (
    Agreement,
    Event,
    NameForm,
    Organization,
    Participation,
    Party,
    Person,
    Place,
    Posting,
    TradeFigure,
    Visit,
)
from archive.writing import change

# Words of which the titles are made: wide letters, long words, letters of several alphabets.
GIVEN = ("Əliağa", "WILHELMINA", "María de los Ángeles", "Владимир", "Jo", "Mətanət Şəhriyar qızı", "Émile", "Gülşən")
FAMILY = ("Cəfərov", "MÖLLER-WEMMER", "Hernández y Montenegro", "Щербаков", "Wu", "Əhmədzadə-Xəlilbəyli", "Martin")
MATTERS = (
    "Təhsil və mədəniyyət sahəsində əməkdaşlıq haqqında", "MEMORANDUM", "of friendship and mutual understanding",
    "sobre cooperación técnica, científica y cultural", "on tariffs",
)  # fmt: skip
COUNTRIES = ("FR", "EG", "TR", "JP", "BR")
# Shapes of dates, by how often they come.
SHAPES = 6 * ("{y}-{m:02}-{d:02}",) + 2 * ("{y}-{m:02}", "{y}") + (
    "{y}~", "{y}-{m:02}-{d:02}/{y}-{m:02}-28", "{y}/{z}", "{y}-{m:02}-{d:02}/..", "[{y}-{m:02}-{d:02},{z}-01-01]",
    "{y}-{m:02}-{d:02}?",
)  # fmt: skip


def fill(entries: int) -> None:
    """So many dated visits, events, agreements and trade figures, and what hangs on them."""
    chance = random.Random(entries)
    places = _places(max(entries // 6, 3), chance)
    body, people = _people(max(entries // 8, 4), chance)
    visits, events, agreements = entries * 4 // 10, entries * 25 // 100, entries * 25 // 100
    _create(
        Visit,
        [
            Visit(slug=f"visit-{n}", title_en=_title(n, "Visit", chance), date=_date(chance),
                  visitor_country=(there := chance.sample(COUNTRIES[:3], 2))[0], host_country=there[1])
            for n in range(visits)
        ],
        [{"places": [chance.choice(places)], "participations": _some(people, chance)} for _n in range(visits)],
    )  # fmt: skip
    _create(
        Event,
        [
            Event(slug=f"event-{n}", title_en=_title(n, "Event", chance), date=_date(chance), countries="EG; FR",
                  place=chance.choice(places))
            for n in range(events)
        ],
    )  # fmt: skip
    _create(
        Agreement,
        [
            Agreement(slug=f"agreement-{n}", title_en=_title(n, "Agreement", chance), signed=_date(chance))
            for n in range(agreements)
        ],
        [{"parties": [Party(country="FR"), Party(country="EG")]} for _n in range(agreements)],
    )
    _trade(entries - visits - events - agreements, chance)
    _offices(body, people, chance)


def _create(model, rows, lists=None):
    for row in rows:
        row.status = "published"
    with change(by=None, why="test") as current:
        current.create(model, rows, lists or [{} for _row in rows])


def _title(number, kind, chance):
    return f"{kind} {number}: {chance.choice(MATTERS)} {chance.choice(FAMILY)}"


def _date(chance):
    year = chance.randrange(1918, 2024)
    later = min(year + chance.randrange(1, 6), 2024)
    return chance.choice(SHAPES).format(y=year, z=later, m=chance.randrange(1, 13), d=chance.randrange(1, 28))


def _places(number, chance):
    places = [
        Place(slug=f"place-{n}", name_en=f"{chance.choice(FAMILY)} {n}", country=chance.choice(COUNTRIES),
              latitude=round(chance.uniform(25, 55), 4), longitude=round(chance.uniform(-10, 60), 4))
        for n in range(number)
    ]  # fmt: skip
    with change(by=None, why="test"):
        for place in places:
            place.save()
    return places


def _people(number, chance):
    body = Organization(slug="embassy", name_en="Embassy")
    _create(Organization, [body])
    names = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {n}" for n in range(number)]
    people = [
        Person(slug=f"person-{n}", name_en=name, country=chance.choice(COUNTRIES)) for n, name in enumerate(names)
    ]
    _create(Person, people, [{"names": [NameForm(text=name.upper())]} for name in names])
    return body, people


def _some(people, chance):
    chosen = chance.sample(people, min(chance.randrange(1, 4), len(people)))
    return [Participation(person=person, role="visitor") for person in chosen]


def _trade(number, chance):
    ways = ({"exporter": "FR", "importer": "EG"}, {"exporter": "EG", "importer": "FR"}, {"between": "EG; FR"})
    rows = [
        TradeFigure(slug=f"trade-{n}", period=str(1990 + n % 34), currency="USD",
                    amount=Decimal(chance.randrange(1, 10**9)), **chance.choice(ways))
        for n in range(number)
    ]  # fmt: skip
    _create(TradeFigure, rows)


def _offices(body, people, chance):
    with change(by=None, why="test"):
        for number, person in enumerate(people):
            year = 1920 + number * 100 // len(people)
            since, until = chance.choice((str(year), f"{year}-03-01", "")), chance.choice((f"{year + 3}-05", ""))
            Posting(person=person, organization=body, role="ambassador", since=since, until=until).save()
