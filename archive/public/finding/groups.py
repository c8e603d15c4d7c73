"""What was found of each type: how many, and the first of them as a page shows them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from archive.models import NameForm
from archive.models.links import key_to
from archive.public.finding.marking import highlighted, holds, passage, speaking
from archive.templatetags.reading import Text, dated, sentence_case, titled, translated

# A page shows so many of a type; the list of the type shows the others.
FIRST = 10
# So many are looked at to put those first whose title or name holds the words.
CONSIDERED = 30


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
    is_all: bool
    hits: list[Hit]
    url: str

    @property
    def more(self) -> int:
        """How many of them, as far as they were counted, the page does not show."""
        return self.count - len(self.hits)


def groups_of(narrowed, counts, words) -> list[Group]:
    """What the filter sets of a search have found, by type; `counts` says how many of each."""
    found = {
        one.model: _foremost(one.first(CONSIDERED), words)
        for one in narrowed.readings
        if counts[one.model.address].number
    }
    forms = _forms(found)
    return [
        _group(model, records, counts[model.address], narrowed.of_list, words, forms)
        for model, records in found.items()
    ]


def _foremost(records, words):
    """The first of these records, those ahead that go by the words themselves."""
    return sorted(records, key=lambda record: not all(holds(titled(record), r) for r in words))[:FIRST]


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
        count=count.number,
        is_all=count.is_all,
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
