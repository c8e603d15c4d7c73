"""A small archive with one full row of every sheet, in letters and signs that break careless writers."""

from archive.writing import change
from tests import factories as make

# Texts as stored: each must come back from every format as it went.
NAUGHTY = (
    "=1+1",
    "'=1+1",
    "+994 12 493",
    "-5",
    "@home",
    "＝1+1",
    "'tis",
    "''",
    "∅ is nothing",
    'a "quoted", word; and | more',
    "Əliyev İlham ığüşöç ñ é",
    "x" * 290,
    "007",
    "1e5",
    "TRUE",
    "#hash",
    "<b>&amp;</b>",
    "_x000D_ _x0041_",
    "{{ 7*7 }} %s %(name)s",
    "漢字 кириллица عربي 🕊",
    "12.50",
    "2012-08-21",
    "null",
)
LINES = "First line\n\n=second\n  third, indented\n'-fourth"


@change(by=None, why="test")
def fill():
    """Make it."""
    place = make.make_place(
        name_en="Mexico City", name_es="Ciudad de México", country="MX", latitude="19.4326", longitude="-99.13320"
    )
    person = make.make_person(
        name_en="Ilham Aliyev", name_az="İlham Əliyev", country="AZ", born="1961-12-24", note="=note"
    )
    organization = make.make_organization(
        name_en="Embassy", kind="embassy", country="AZ", host_country="MX", place=place, founded="2007"
    )
    visit = visits(place, person)
    agreement = agreements(visit, person, organization, place)
    make.make_trade_figure(
        period="2023", exporter="AZ", importer="MX", amount="7200000.50", currency="USD", goods_en="-wine"
    )
    make.make_trade_figure(period="1992", between="AZ; MX", amount="12345678901234600", currency="USD")
    make.post(person, organization, "ambassador", since="2007-05", title_en="Ambassador, =first")
    make.name_form(person, "Ильхам Алиев", language="ru", script="Cyrl", kind="transliteration", note="+note")
    make.name_form(place, "México D.F.", language="es", kind="former")
    testimony(visit, agreement)


def visits(place, person):
    """Visits, one with all that it can have, and its occasion."""
    other = make.make_place(name_en="Baku", name_az="Bakı", country="AZ")
    occasion = make.make_event(
        title_en="Conference", kind="conference", date="2012-08~", place=place, countries="AZ; MX"
    )
    make.make_event(title_en="Part", part_of=occasion)
    visit = make.make_visit(
        places=[place, other],
        title_en="First visit",
        visitor_country="AZ",
        host_country="MX",
        date="2012-08-21/2012-08-23",
        occasion=occasion,
        purpose_en=LINES,
    )
    for number, text in enumerate(NAUGHTY):
        make.make_visit(title_en=text, title_az="b", note=text, slug=f"naughty-{number}")
    for record, role in ((visit, "visitor"), (visit, "met"), (occasion, "host")):
        make.take_part(person, record, role, capacity_en="President")
    make.take_part(make.make_person(name_en="Second Person", summary_en=LINES), visit, "visitor")
    return visit


def agreements(visit, person, organization, place):
    """An agreement with parties of both sorts and a signatory."""
    agreement = make.make_agreement(
        title_en="On trade",
        signed="2012-08-21",
        in_force="2013",
        place=place,
        signed_during=visit,
        subjects_en="trade; oil",
    )
    make.make_party(agreement, "AZ")
    make.make_party(agreement, organization=organization)
    make.take_part(person, agreement, "signatory")
    return agreement


def testimony(visit, agreement):
    """Citations of a visit, an agreement and of the source itself."""
    source = make.make_source(
        title_en="Article", kind="article", url="https://example.org/a?b=c&d=é", accessed="2024-01-02"
    )
    make.cite(visit, "date", "August 2012", source, quotation="“=the visit”", locator="-1")
    make.cite(source, "title", "Article", source, status="draft")
    make.cite(agreement, "title", "=agreement", source, stance="mentions", note="@me")


def republish(record, **values):
    """Change a stored record as an editor would."""
    with change(by=None, why="test"):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    return record
