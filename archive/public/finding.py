"""Search over everything that is published, on one page, grouped by type."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import CharField, Count, Q, Value
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import search as index
from archive import text
from archive.models import RECORD_TYPES, NameForm
from archive.models.links import key_to
from archive.public.context import page
from archive.public.drawing import shortened
from archive.templatetags.reading import Text, dated, sentence_case, titled, translated

# A page shows so many of a type; the list of the type shows the others.
FIRST = 10
# So many are looked at to put those first whose title or name holds the words.
CONSIDERED = 50
_WORD = re.compile(r"[\w'’ʼʻ`]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its title and the beginning of its summary with the found words marked."""

    record: object
    title: str
    title_lang: str
    date: str
    summary: str
    summary_lang: str
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


@require_safe
def search(request):
    """What matches `q`, of every type: every word must be there, in any order, letters folded, by its beginning."""
    asked = text.clean(request.GET.get("q", ""))[: index.MOST_LETTERS]
    words = index.words(asked)
    groups = _groups(asked, words) if words else []
    context = page(
        request,
        title=_("Search: %(query)s") % {"query": asked} if asked else _("Search"),
        description=_("Search over people, organizations, events, visits, agreements, trade and sources."),
        asked=asked,
        understood=bool(words),
        shortened=len(text.clean(request.GET.get("q", "")[: 2 * index.MOST_LETTERS])) > index.MOST_LETTERS,
        groups=groups,
        total=sum(group.count for group in groups),
        lists=[
            (f"{model.address}-list", sentence_case(str(model._meta.verbose_name_plural))) for model in RECORD_TYPES
        ],
    )
    return render(request, "archive/search.html", context)


def _groups(asked, words):
    counts = _counts(asked)
    found = {
        model: _foremost(_ordered(model.objects.published().matching(asked))[:CONSIDERED], words)
        for model in RECORD_TYPES
        if counts.get(model.address)
    }
    forms = _forms(found)
    return [_group(model, records, counts[model.address], asked, words, forms) for model, records in found.items()]


def _foremost(records, words):
    """The first of these records, those ahead that go by the words themselves."""
    return sorted(records, key=lambda record: not all(_holds(titled(record).value, r) for r in words))[:FIRST]


def _counts(asked):
    """How many published records of each type match: one query."""
    parts = [
        model.objects.published()
        .matching(asked)
        .order_by()
        .annotate(type_=Value(model.address, output_field=CharField()))
        .values_list("type_")
        .annotate(n=Count("pk"))
        for model in RECORD_TYPES
    ]
    return dict(parts[0].union(*parts[1:], all=True))


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


def _group(model, records, count, asked, words, forms):
    return Group(
        label=sentence_case(str(model._meta.verbose_name_plural)),
        address=model.address,
        count=count,
        hits=[_hit(record, words, forms.get((model, record.pk), ())) for record in records],
        url=f"{reverse(f'{model.address}-list')}?{urlencode({'q': asked})}",
    )


def _hit(record, words, forms):
    title, summary = titled(record), translated(record, "summary")
    edtf = getattr(record, record.dated_by) if record.dated_by and not hasattr(record, "name") else ""
    return Hit(
        record=record,
        title=highlighted(title.value, words),
        title_lang=title.lang,
        date=dated(edtf),
        summary=highlighted(_passage(summary, words), words),
        summary_lang=summary.lang,
        names=[(highlighted(form.text, words), form.language) for form in _speaking(forms, title.value, words)],
    )


def _speaking(forms, title, words):
    """The name forms that hold words of the query which the title does not: why the record was found."""
    missing = [readings for readings in words if not _holds(title, readings)]
    told = {title}
    speaking = []
    for form in forms:
        if form.text not in told and any(_holds(form.text, readings) for readings in missing):
            told.add(form.text)
            speaking.append(form)
    return speaking[:3]


def _holds(said, readings) -> bool:
    return any(_begins(word, readings) for word in _WORD.findall(said))


def _begins(word, readings) -> bool:
    """Whether a word, in any folded reading, begins with one of the readings of a word of the query."""
    return any(variant.startswith(reading) for variant in text.fold_variants(word) for reading in readings)


def _passage(summary: Text, words, most=200) -> str:
    """The beginning of a summary; where the words stand further on, the passage around the first of them."""
    value = summary.value.replace("\n", " ")
    place = next((m.start() for m in _WORD.finditer(value) if any(_begins(m[0], r) for r in words)), 0)
    if place < most - 40:
        return shortened(value, most)
    start = value.rfind(" ", 0, place - 60) + 1
    return "… " + shortened(value[start:], most)


def highlighted(said, words) -> str:
    """A text as HTML with every word that begins as a word of the query in <mark>."""
    parts, last = [], 0
    for match in _WORD.finditer(said):
        if any(_begins(match[0], readings) for readings in words):
            parts += [escape(said[last : match.start()]), format_html("<mark>{}</mark>", match[0])]
            last = match.end()
    return mark_safe("".join([*parts, escape(said[last:])]))  # noqa: S308 - every part is escaped above
