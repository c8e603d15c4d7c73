"""The same wrong value is refused in the same words by form, sheet, command, fixture and shell."""

import io
import json
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from archive.models import Citation, Event, Person, Source, TradeFigure, Visit
from archive.writing import change
from tests.factories import make_person, make_source, make_visit
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Wrong:
    """A value that a column cannot have, the rest of a row that could be stored, and how the sentence begins."""

    model: type
    column: str
    value: str
    sentence: str
    others: dict = field(default_factory=dict)

    @property
    def row(self):
        """The whole row."""
        return {**self.others, self.column: self.value}


TITLED = {"title_en": "A title", "slug": "a-title"}
TRADE = {"slug": "a-figure", "period": "1992", "between": "DE; FR", "amount": "5", "currency": "USD"}
WRONG = {
    "date": Wrong(Visit, "date", "31/02/1900", "", TITLED),
    "ambiguous date": Wrong(Visit, "date", "03/04/1950", "", TITLED),
    "slug": Wrong(Visit, "slug", "A visit/1", "“A visit/1” cannot be an address", {"title_en": "A title"}),
    "country": Wrong(Visit, "host_country", "Atlantis", "“Atlantis” is not a country", TITLED),
    "countries": Wrong(TradeFigure, "between", "FR; Atlantis", "“Atlantis” is not a country", TRADE),
    "address": Wrong(Source, "url", "not an address", "Enter a valid URL", TITLED),
    "scheme": Wrong(Source, "url", "javascript:alert(1)", "Enter a valid URL", TITLED),
    "amount": Wrong(TradeFigure, "amount", "a lot", "“a lot” is not a number", TRADE),
    "decimals": Wrong(TradeFigure, "amount", "5.123", "Ensure that there are no more than 2 decimal places", TRADE),
    "language": Wrong(Source, "language", "en-Latn-GB", "Ensure this value has at most 7 characters", TITLED),
    "number of a document": Wrong(Source, "isbn", "12345", "“12345” is not an ISBN", TITLED),
    "choice": Wrong(Event, "kind", "picnic", "“picnic” is not one of the choices", TITLED),
    "length": Wrong(Visit, "title_en", "x" * 301, "Ensure this value has at most 300 characters", {"slug": "a-title"}),
    "stance": Wrong(Citation, "stance", "perhaps", "“perhaps” is not one of the choices", {"field": "purpose"}),
}
EVERY = pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())


@pytest.fixture
def links():
    """What a citation speaks of and whom it cites: (record, source)."""
    return make_visit(slug="cited"), make_source(slug="cited-source")


def by_form(client, wrong, links):
    where = reverse(f"admin:archive_{wrong.model._meta.model_name}_add")
    empty = {}
    for formset in client.get(where).context["inline_admin_formsets"]:
        empty |= {f"{formset.formset.prefix}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    linked = {"visit": links[0].pk, "source": links[1].pk, "status": "published"} if wrong.model is Citation else {}
    page = client.post(where, {**empty, "kind": "other", **linked, **wrong.row, "why": "A reason."})
    assert page.status_code == 200
    return page.context["adminform"].form.errors[wrong.column]


def sheet_of(wrong):
    linked = {"type": "visits", "record": "cited", "source": "cited-source"} if wrong.model is Citation else {}
    return json.dumps([{**linked, **wrong.row}])


def address(model):
    return getattr(model, "address", "") or "citations"


def by_sheet(wrong):
    problems = planned(address(wrong.model), sheet_of(wrong), "sheet.json").problems
    assert {problem.column for problem in problems} == {wrong.column}
    return [problem.sentence for problem in problems]


def by_command(wrong, folder):
    sheet, told = folder / "sheet.json", io.StringIO()
    sheet.write_text(sheet_of(wrong))
    with pytest.raises(SystemExit):
        call_command("import_sheet", address(wrong.model), str(sheet), stdout=told, stderr=told)
    return told.getvalue()


def by_fixture(wrong, links, folder):
    linked = {"visit": links[0].pk, "source": links[1].pk} if wrong.model is Citation else {}
    row = {"model": wrong.model._meta.label_lower, "pk": 9000, "fields": {**linked, **wrong.row}}
    fixture = folder / "fixture.json"
    fixture.write_text(json.dumps([row]))
    with pytest.raises(Exception, match="Problem installing fixture") as refused, change(by=None):
        call_command("loaddata", str(fixture), verbosity=0)
    return " ".join(map(str, (refused.value, *refused.value.args)))


def by_shell(wrong, links, check):
    linked = {"visit": links[0], "source": links[1]} if wrong.model is Citation else {}
    with pytest.raises(ValidationError) as refused, change(by=None):
        check(wrong.model(**linked, **wrong.row))
    return refused.value.message_dict[wrong.column]


@EVERY
def test_each_way_refuses_it_in_the_same_words_and_stores_nothing(wrong, links, admin_client, tmp_path):
    before = list(wrong.model.objects.values_list("pk", flat=True))
    (sentence,) = by_form(admin_client, wrong, links)
    assert sentence.startswith(wrong.sentence)
    assert by_sheet(wrong) == [sentence]
    assert by_shell(wrong, links, lambda row: row.full_clean()) == [sentence]
    assert by_shell(wrong, links, lambda row: row.save()) == [sentence]
    assert sentence in by_command(wrong, tmp_path)
    assert sentence in by_fixture(wrong, links, tmp_path)
    assert list(wrong.model.objects.values_list("pk", flat=True)) == before


STRANGE, STORED = " Cafe\u0301\u200b\u00a0de  Paris\u202e\x07 ", "Café de Paris"


def saved():
    return make_person(name_en=STRANGE)


def updated_by_a_query():
    person = make_person()
    with change(by=None):
        Person.objects.filter(pk=person.pk).update(name_en=STRANGE)
    return person


def updated_with_others():
    person = make_person()
    person.name_en = STRANGE
    with change(by=None):
        Person.objects.bulk_update([person], ["name_en"])
    return person


def created_with_others():
    with change(by=None):
        return Person.objects.bulk_create([Person(name_en=STRANGE, slug="cafe")])[0]


def created_by_a_query():
    with change(by=None):
        return Person.objects.update_or_create(slug="cafe", defaults={"name_en": STRANGE})[0]


@pytest.mark.parametrize(
    "write", [saved, updated_by_a_query, updated_with_others, created_with_others, created_by_a_query]
)
def test_each_way_of_the_shell_stores_a_text_in_one_form(write):
    person = write()
    person.refresh_from_db()
    assert person.name_en == STORED
    assert person.revisions.first().snapshot["name_en"] == STORED


def test_a_fixture_stores_a_text_in_one_form(tmp_path):
    fixture = tmp_path / "fixture.json"
    fields = {"name_en": STRANGE, "slug": "cafe", "note": " a \r\n b\u200b\n"}
    fixture.write_text(json.dumps([{"model": "archive.person", "pk": 1, "fields": fields}]))
    with change(by=None):
        call_command("loaddata", str(fixture), verbosity=0)
    person = Person.objects.get()
    assert (person.name_en, person.note) == (STORED, "a\n b")


def test_a_date_that_a_query_writes_has_the_days_of_that_date():
    visit = make_visit(date="1992")
    with change(by=None):
        Visit.objects.filter(pk=visit.pk).update(date="January 1993")
    visit.refresh_from_db()
    assert (visit.date, str(visit.date_earliest), str(visit.date_latest)) == ("1993-01", "1993-01-01", "1993-01-31")


@pytest.mark.parametrize(("written", "stored"), [("France", "FR"), ("fr", "FR")])
def test_the_shell_understands_the_name_of_a_country_as_forms_and_sheets_do(written, stored):
    assert make_visit(host_country=written).host_country == stored


def test_the_shell_completes_an_address_as_forms_do():
    assert make_source(url="example.org/a").url == "https://example.org/a"
