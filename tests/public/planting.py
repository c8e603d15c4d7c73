"""Something hidden in every place where something can hang or be linked, each with a word of its own."""

import itertools

from archive.models import Correction, Discrepancy
from archive.review import corrections
from archive.writing import change
from tests.factories import (
    MAKERS,
    cite,
    edit,
    keep_file,
    make_agreement,
    make_event,
    make_organization,
    make_party,
    make_person,
    make_place,
    make_source,
    make_trade_figure,
    make_visit,
    name_form,
    post,
    take_part,
)
from tests.public.scenes import ADDRESSES, with_everything

HIDDEN = ("draft", "in_review", "withdrawn")
# A country that only hidden records have to do with.
CANARY_COUNTRY = ("TV", "Tuvalu")
CANARY = "zzcanary"
_numbers = itertools.count(1)


def canary():
    """A word that stands nowhere else."""
    return f"{CANARY}{next(_numbers)}zz"


def named(make, **values):
    """What a record of this type is called, in canary words of every language, and everything else it says in words."""
    stem = {make_trade_figure: "goods"}.get(make, "name" if make in (make_person, make_organization) else "title")
    words = {f"{name}_{code}": canary() for name in (stem, "summary") for code in ("en", "az", "es")}
    return make(**{**words, "note": canary(), "slug": canary(), **values})


def hidden(address, status="draft", **values):
    """A record of a type that is not published, with name forms, testimony and a former address of its own.

    What is withdrawn was published before, and has all that this left in it.
    """
    record = named(MAKERS[address], status="published" if status == "withdrawn" else status, **values)
    if hasattr(record, "names"):
        name_form(record, canary(), note=canary())
    cite(record, "summary", canary(), source=make_source(slug=canary(), title_en=canary(), status=status))
    return edit(record, why=canary(), slug=canary(), status=status)


def publish():
    """Published records of every type with everything on them, by address; and those that hidden ones will touch."""
    shown = {address: with_everything(address, 1) for address in ADDRESSES}
    for address, record in shown.items():
        cite(record, "summary", "said", note=canary())
        if record.dated_by:
            # Beside it only hidden testimony will contradict, so that the disagreement is for editors alone.
            cite(MAKERS[address](**{record.dated_by: "1950"}, slug=f"agreed-{address}"), record.dated_by, "1950")
    make_visit(slug="apart", date="1980", places=[make_place(name_en="Ghent", country="BE", latitude=51, longitude=4)])
    make_event(slug="apart")
    make_agreement(slug="apart")
    make_party(make_agreement(slug="alone"), country="FR")
    keep_file(shown["sources"], is_public=True)
    return {address: type(record).objects.get(pk=record.pk) for address, record in shown.items()}


def hide_in(shown):
    """Put something that readers may not see on, beside and between these records."""
    for address, record in shown.items():
        edit(record, why=canary(), note=canary())
        _hidden_testimony(record)
        for status in HIDDEN:
            hidden(address, status)
    _hidden_people(shown)
    _hidden_links(shown)
    _hidden_corrections(shown)
    keep_file(shown["sources"], name=f"{canary()}.txt", content=canary().encode())


def _hidden_testimony(record):
    field = record.dated_by or "summary"
    words = {name: canary() for name in ("quotation", "translation", "note", "locator")}
    cite(record, field, canary(), status="draft", source=make_source(slug=canary(), status="draft"), **words)
    cite(record, field, canary(), source=hidden("sources"), **words)
    if record.dated_by:
        agreed = type(record).objects.get(slug=f"agreed-{record.address}")
        source = make_source(slug=canary(), status="draft")
        cite(agreed, record.dated_by, "1066", status="draft", quotation=canary(), source=source)
        with change(by=None, why="test"):
            for row in Discrepancy.objects.filter(field=record.dated_by, is_public=False):
                row.public_note_en = canary()
                row.save()


def _hidden_people(shown):
    for address in ("visits", "events", "agreements"):
        take_part(hidden("people", country="TV"), shown[address], capacity_en=canary())
        take_part(shown["people"], hidden(address), role="host", capacity_en=canary())
    post(hidden("people"), shown["organizations"], title_en=canary(), note=canary(), since="1901", until="1999")
    post(shown["people"], hidden("organizations", country="TV"), title_en=canary(), note=canary(), since="1902")


def _hidden_links(shown):
    place = make_place(name_en=canary(), country="TV", latitude=-8, longitude=179)
    hidden("visits", occasion=shown["events"], host_country="TV", date="1903-04-05")
    hidden("events", part_of=shown["events"], countries="TV", date="1904-05-06")
    hidden("agreements", signed_during=shown["visits"], signed="1905-06-07")
    abroad = MAKERS["visits"](places=[place], status="draft", date="1906", visitor_country="FR", slug=canary())
    take_part(shown["people"], abroad)
    for address, link, other in (
        ("visits", "occasion", "events"), ("events", "part_of", "events"), ("agreements", "signed_during", "visits"),
    ):  # fmt: skip
        apart = type(shown[address]).objects.get(slug="apart")
        edit(apart, why=canary(), **{link: hidden(other, **({"place": place} if other == "events" else {}))})
    make_party(shown["agreements"], organization=hidden("organizations", country="TV", place=place))
    make_party(hidden("agreements"), organization=shown["organizations"])
    hidden("trade", period=shown["trade"].period, exporter="TV", importer="FR", amount=9, currency="USD")
    for address in ADDRESSES:
        cite(hidden(address), "summary", canary(), source=shown["sources"], quotation=canary())


def _hidden_corrections(shown):
    """What readers wrote to the editors, and an answer that its reader did not want to be public."""
    for number, record in enumerate(shown.values()):
        texts = {name: canary() for name in ("proposed", "source_words", "reason")}
        sent = corrections.receive(record, f"sender {number}", email=f"{canary()}@example.org", field="summary",
                                   token=f"{canary():>032}".replace(" ", "x"), language="en", **texts)  # fmt: skip
        Correction.objects.filter(pk=sent.pk).update(answer_en=canary())
