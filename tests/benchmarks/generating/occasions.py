"""Visits, events, agreements and trade figures: what countries do with each other."""

from decimal import Decimal

from archive import countries
from archive.models import Agreement, Event, Participation, Party, TradeFigure, Visit
from archive.models.sets import blank, link
from archive.text import address_of
from tests.benchmarks.generating import dating, words
from tests.benchmarks.generating.drawing import LAST_YEAR, Draw
from tests.benchmarks.generating.testimony import LANGUAGES, Fact

_PERSON = Participation._meta.get_field("person")
_EVENT_KINDS = ("meeting", "conference", "relations", "anniversary", "inauguration", "resolution", "cooperation")
_EVENTS = {
    "meeting": ("Meeting of the foreign ministers", "Xarici işlər nazirlərinin görüşü", "Reunión de cancilleres"),
    "conference": ("Conference on security", "Təhlükəsizlik konfransı", "Conferencia de seguridad"),
    "relations": ("Diplomatic relations", "Diplomatik münasibətlər", "Relaciones diplomáticas"),
    "anniversary": ("Anniversary of relations", "Münasibətlərin ildönümü", "Aniversario de las relaciones"),
    "inauguration": ("Inauguration of the president", "Prezidentin andiçmə mərasimi", "Toma de posesión"),
    "resolution": ("Resolution of the parliament", "Parlamentin qətnaməsi", "Resolución del parlamento"),
    "cooperation": ("Programme of cooperation", "Əməkdaşlıq proqramı", "Programa de cooperación"),
}


def visit(seed, i, pools):
    """A journey with who made it, whom they met, where and why; some of it unknown."""
    draw = Draw(seed, "visits", i)
    visitor, host, year = *draw.pair(), draw.year()
    office, head = draw.office(), pools.person(draw, visitor, year)
    called = _title(office, head, visitor, host, year)
    who = head.slug.rpartition("-")[0] if head else address_of(countries.name(visitor, "en"))
    row = blank(Visit)
    values = {
        "slug": f"{who[:70]}-to-{host.lower()}-{year}-{i}", "status": draw.status(), "visitor_country": visitor,
        "host_country": host, "date": dating.date(draw, year), **draw.in_languages("title", called, 0.65, 0.65),
    }  # fmt: skip
    facts = [Fact("date", "date", values["date"])]
    facts += [Fact("visitor_country", "country", visitor), Fact("host_country", "country", host)]
    parts = list(_parts(draw, pools, head, office, visitor, host, year))
    if parts:
        facts.append(Fact("participations", "name", head.called))
    places = _places(draw, pools, host)
    if places:
        facts.append(Fact("places", "name", places[0].called))
    if draw.random() < 0.4:
        why = draw.choice(words.PURPOSES)
        values |= draw.in_languages("purpose", why, 0.5, 0.5)
        facts.append(Fact("purpose", "prose", why))
    if pools.events and draw.random() < 0.08:
        event = draw.choice(pools.events)
        link(row, Visit._meta.get_field("occasion"), event.row)
        facts.append(Fact("occasion", "name", event.called))
    row.__dict__.update(values)
    disputed = draw.random() < 0.045
    return row, {"facts": facts, "disputed": disputed, "participations": parts, "places": [p.row for p in places]}


def _title(office, head, visitor, host, year):
    there = [countries.name(host, code) for code in LANGUAGES]
    if head is None:
        here = [countries.name(visitor, code) for code in LANGUAGES]
        return (
            f"A delegation from {here[0]} visits {there[0]}, {year}",
            f"{here[1]} nümayəndə heyəti: {there[1]} səfəri, {year}",
            f"Una delegación de {here[2]} visita {there[2]}, {year}",
        )
    return (
        f"{office[0]} {head.called[0]} visits {there[0]}, {year}",
        f"{office[1]} {head.called[1]}: {there[1]} səfəri, {year}",
        f"{office[2]} {head.called[2]} visita {there[2]}, {year}",
    )


def _parts(draw, pools, head, office, visitor, host, year):
    """The head of the delegation, who came along, and whom they met."""
    if head is None or draw.random() < 0.08:
        return
    yield _part(draw, head, "head_of_delegation", office)
    there = {head.pk}
    wanted = [(visitor, "visitor")] * draw.choices((0, 1, 2, 4), (45, 30, 18, 7))[0]
    wanted += [(host, draw.choice(("host", "met")))] * draw.choices((0, 1, 2), (45, 40, 15))[0]
    for country, role in wanted:
        known = pools.person(draw, country, year)
        if known and known.pk not in there:
            there.add(known.pk)
            yield _part(draw, known, role, draw.office() if draw.random() < 0.5 else None)


def _part(draw, known, role, office):
    row = blank(Participation)
    link(row, _PERSON, known.row)
    row.role = role
    if office:
        row.__dict__.update(draw.in_languages("capacity", office, 0.5, 0.5))
    return row


def _places(draw, pools, country):
    towns = pools.places.get(country, ())
    wanted = min(draw.choices((0, 1, 2, 3), (28, 52, 15, 5))[0], len(towns))
    return list({known.pk: known for known in (towns[draw.rank(len(towns))] for _n in range(wanted))}.values())


def event(seed, i, pools):
    """Something between two countries."""
    draw = Draw(seed, "events", i)
    kind, pair, year = draw.choice(_EVENT_KINDS), draw.pair(), draw.year()
    names = [" – ".join(countries.name(code, language) for code in pair) for language in LANGUAGES]
    called = tuple(f"{what}, {both}, {year}" for what, both in zip(_EVENTS[kind], names, strict=True))
    row = Event(slug=f"{kind}-{'-'.join(pair).lower()}-{year}-{i}", status=draw.status(), kind=kind,
                date=dating.date(draw, year), countries="; ".join(sorted(pair)),
                **draw.in_languages("title", called))  # fmt: skip
    facts = [Fact("date", "date", row.date), Fact("countries", "country", pair[0])]
    places = pools.places.get(pair[0])
    if places and draw.random() < 0.6:
        where = places[draw.rank(len(places))]
        link(row, Event._meta.get_field("place"), where.row)
        facts.append(Fact("place", "name", where.called))
    lists = {"participations": []}
    known = pools.person(draw, pair[1], year)
    if known and draw.random() < 0.4:
        lists["participations"] = [_part(draw, known, "visitor", draw.office())]
        facts.append(Fact("participations", "name", known.called))
    return row, {"facts": facts, "disputed": draw.random() < 0.03, **lists}


def agreement(seed, i, pools):
    """A text that two countries signed, some of them during a visit."""
    draw = Draw(seed, "agreements", i)
    subject, pair, year = draw.choice(words.SUBJECTS), draw.pair(), draw.year()
    names = [[countries.name(code, language) for code in pair] for language in LANGUAGES]
    called = (
        f"Agreement between {names[0][0]} and {names[0][1]} on {subject[0]}, {year}",
        f"{names[1][0]} və {names[1][1]} arasında saziş: {subject[1]}, {year}",
        f"Acuerdo entre {names[2][0]} y {names[2][1]} sobre {subject[2]}, {year}",
    )
    row = Agreement(slug=f"{address_of(subject[0])}-{'-'.join(pair).lower()}-{year}-{i}", status=draw.status(),
                    kind=draw.choice(("agreement", "treaty", "memorandum", "protocol", "exchange")),
                    signed=dating.date(draw, year), **draw.in_languages("title", called),
                    **draw.in_languages("subjects", subject))  # fmt: skip
    facts = [Fact("signed", "date", row.signed), Fact("title", "prose", called)]
    if draw.random() < 0.5:
        row.in_force = str(min(year + 1, LAST_YEAR))
        facts.append(Fact("in_force", "date", row.in_force))
    if pools.visits and draw.random() < 0.2:
        during = draw.choice(pools.visits)
        link(row, Agreement._meta.get_field("signed_during"), during.row)
        facts.append(Fact("signed_during", "name", during.called))
    facts.append(Fact("parties", "country", pair[0]))
    parties = [Party(country=code) for code in pair]
    return row, {"facts": facts, "disputed": draw.random() < 0.04, "parties": parties}


def trade_figure(seed, i, _pools):
    """What one country sold to another in a year, or both to each other."""
    draw = Draw(seed, "trade", i)
    one, other = draw.pair()
    amount = Decimal(draw.randint(1, 99_999)) * 10 ** draw.randint(2, 5)
    row = TradeFigure(slug=f"trade-{one.lower()}-{other.lower()}-{i}", status=draw.status(),
                      period=str(draw.year(1900)), amount=amount, currency="USD")  # fmt: skip
    facts = [Fact("period", "date", row.period), Fact("amount", "amount", amount)]
    if draw.random() < 0.7:
        row.exporter, row.importer = one, other
        facts += [Fact("exporter", "country", one), Fact("importer", "country", other)]
    else:
        row.between = "; ".join(sorted((one, other)))
        facts.append(Fact("between", "country", one))
    facts.append(Fact("currency", "prose", ("US dollars", "ABŞ dolları", "dólares")))
    if draw.random() < 0.4:
        goods = draw.choice(words.GOODS)
        row.__dict__.update(draw.in_languages("goods", goods))
        facts.append(Fact("goods", "prose", goods))
    return row, {"facts": facts}
