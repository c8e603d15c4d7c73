"""What was found of each type: how many, and the first of them as a page shows them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import CharField, Count, Q, Value
from django.urls import reverse

from archive.models import NameForm
from archive.models.links import key_to
from archive.public.finding.marking import highlighted, holds, passage, speaking
from archive.templatetags.reading import Text, dated, sentence_case, titled, translated

# A page shows so many of a type; the list of the type shows the others.
FIRST = 10
# So many are looked at to put those first whose title or name holds the words.
CONSIDERED = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its title and the beginning of its summary with the found words marked."""

    record: object
    title: Text
    date: str
    summary: Text
    names: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one type: how many, the first of them, and the list with all."""

    label: str
    address: str
    count: int
    hits: list[Hit]
    url: str

    @property
    def more(self) -> int:
        """How many of them the page does not show."""
        return self.count - len(self.hits)


def groups_of(narrowed, counts, words) -> list[Group]:
    """What the filter sets of a search have found, by type; `counts` says how many of each."""
    found = {
        one.queryset.model: _foremost(_ordered(one.found)[:CONSIDERED], words)
        for one in narrowed.asked
        if counts.get(one.queryset.model.address)
    }
    forms = _forms(found)
    return [
        _group(model, records, counts[model.address], narrowed.of_list, words, forms)
        for model, records in found.items()
    ]


def count_each(asked) -> dict[str, int]:
    """How many records of each type these filter sets have found: one query."""
    parts = [
        one.found.order_by()
        .annotate(type_=Value(one.queryset.model.address, output_field=CharField()))
        .values_list("type_")
        .annotate(n=Count("pk"))
        for one in asked
    ]
    return dict(parts[0].union(*parts[1:], all=True)) if parts else {}


def _foremost(records, words):
    """The first of these records, those ahead that go by the words themselves."""
    return sorted(records, key=lambda record: not all(holds(titled(record), r) for r in words))[:FIRST]


def _ordered(rows):
    """The latest first where records are dated, else by address."""
    model = rows.model
    by_date = [f"-{model.dated_by}_earliest"] if model.dated_by and not hasattr(model, "name") else []
    return rows.order_by(*by_date, "slug").defer("search_text", "note")


def _forms(found):
    """The name forms of the people and organizations found, by record: one query."""
    keys = {model: key_to(NameForm, model) for model in found}
    wanted = Q(pk__in=())
    for model, records in found.items():
        if keys[model]:
            wanted |= Q(**{f"{keys[model]}__in": [record.pk for record in records]})
    forms = {}
    for form in NameForm.objects.filter(wanted):
        forms.setdefault((form.arc_name, getattr(form, f"{form.arc_name}_id")), []).append(form)
    return {(model, pk): names for (name, pk), names in forms.items() for model in found if keys[model] == name}


def _group(model, records, count, query, words, forms):
    return Group(
        label=sentence_case(str(model._meta.verbose_name_plural)),
        address=model.address,
        count=count,
        hits=[_hit(record, words, forms.get((model, record.pk), ())) for record in records],
        url=f"{reverse(f'{model.address}-list')}?{urlencode(query)}",
    )


def _hit(record, words, forms):
    title, summary = titled(record), translated(record, "summary")
    edtf = getattr(record, record.dated_by) if record.dated_by and not hasattr(record, "name") else ""
    return Hit(
        record=record,
        title=title._replace(value=highlighted(title, words)),
        date=dated(edtf),
        summary=summary._replace(value=highlighted(summary._replace(value=passage(summary, words)), words)),
        names=[(highlighted(Text(f.text, f.language), words), f.language) for f in speaking(forms, title, words)],
    )
