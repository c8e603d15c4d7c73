"""What stands in the way of an import: each problem once, repaired here or in a marked workbook."""

from collections import defaultdict
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.admin.sheets import beginning
from archive.admin.sheets.cells import Words
from archive.admin.sheets.column_fields import DATE_ORDERS
from archive.admin.sheets.recipes import target_of
from archive.admin.sheets.repairing import Repairs
from archive.admin.sheets.rights import type_words
from archive.admin.sheets.upload import FileForm
from archive.admin.widgets import CountrySelect
from archive.models import BatchState, RowChoice
from archive.spreadsheets import FORMATS, SHEETS, Kind, UnreadableFile, errors_workbook, staging
from archive.spreadsheets.together import ARCHIVE
from archive.spreadsheets.widgets import ChoiceWidget, CountryWidget, DateWidget
from archive.text import fold

PAGE = 50
# So many rows are looked through for different problems, and so many of each are named.
_MOST, _NAMED = 20_000, 6


@dataclass
class Group:
    """One value of one column that cannot be taken: why, and in which rows."""

    type: str
    column: str
    value: str
    sentence: str
    rows: list[float] = field(default_factory=list)
    count: int = 0
    type_words: str = ""
    label: str = ""
    input: object = None
    error: str = ""
    is_name: bool = False

    @property
    def named_rows(self):
        """The first rows, as the editor numbers them."""
        return [f"{number:g}" for number in self.rows]

    @property
    def more(self):
        """How many rows are not named."""
        return self.count - len(self.rows)


def groups(batch) -> tuple[list[Group], bool]:
    """The different problems of an import, the most frequent first, and whether there are more rows than were read."""
    rows = staging.rows_of(batch, kinds=[Kind.FAILED]).exclude(choice=RowChoice.LEAVE_OUT)
    found, read = {}, 0
    for type, number, problems in rows.values_list("type", "number", "problems")[: _MOST + 1].iterator(chunk_size=2000):
        read += 1
        for column, value, sentence in problems:
            group = found.setdefault((type, column, value, sentence), Group(type, column, value, sentence))
            group.count += 1
            if len(group.rows) < _NAMED:
                group.rows.append(number)
    return sorted(found.values(), key=lambda group: -group.count), read > _MOST


def problems_view(admin, request, batch):
    """The problems; what the editor says of a value is kept in the mapping, and the file compared again."""
    every, is_cut = groups(batch)
    page = Paginator(every, PAGE).get_page(request.GET.get("p"))
    repairs = None if batch.type == ARCHIVE else _repairs(batch)
    unknown = {(name.type, name.name) for name in staging.findings(batch).unknown}
    _describe(page.object_list, repairs, unknown, request.POST)
    if request.method == "POST" and repairs is not None:
        answer = _repaired(admin, request, batch, repairs, page.object_list)
        if answer is not None:
            return answer
    context = {
        "page": page,
        "is_cut": is_cut,
        "date_orders": DATE_ORDERS if _asks_order(every) and repairs else (),
        "date_order": batch.mapping.get("date_order") or "",
        "in_the_way": staging.in_the_way(batch).count(),
        "unknown": len(unknown),
        "can_repair": any(group.input for group in page.object_list),
        "replacement": FileForm(),
    }
    return admin.batch_page(request, batch, "import_problems", "rows", **context)


def _repairs(batch):
    try:
        return Repairs(batch, staging.sample(batch))
    except UnreadableFile:
        return None


def _describe(some, repairs, unknown, said):
    """Give each problem its words, and an input where the mapping can say what the value means."""
    words = {type: Words(type) for type in {group.type for group in some} if type in SHEETS}
    for number, group in enumerate(some):
        known = words.get(group.type)
        group.type_words = type_words(group.type)
        group.label = known.label(group.column) if known and group.column else ""
        column = known.columns.get(group.column) if known else None
        group.is_name = column is not None and any(
            (type, group.value) in unknown for type in [target_of(column)] if type
        )
        if column is not None and repairs and not group.is_name and repairs.can(group.type, group.column, group.value):
            group.input = _input(column, number, group, said.get(f"meaning-{number}", ""))


def _input(column, number, group, given):
    """The field in which the meaning of a value is said: a choice where there are few."""
    attrs = {"id": f"meaning-{number}", "aria-labelledby": f"meant problem-{number}"}
    if isinstance(column.widget, ChoiceWidget):
        choices = [("", "---------"), *column.widget.field.flatchoices]
        return forms.Select(attrs, choices).render(f"meaning-{number}", given)
    if isinstance(column.widget, CountryWidget):
        return CountrySelect(attrs).render(f"meaning-{number}", given)
    return forms.TextInput({**attrs, "size": 24, "autocomplete": "off"}).render(f"meaning-{number}", given)


def _asks_order(every):
    """Whether a problem is of a date whose day and month cannot be told apart."""
    dates = defaultdict(set)
    for group in every:
        if group.type in SHEETS and group.column and group.type not in dates:
            columns = SHEETS[group.type].columns()
            dates[group.type] = {c.column_name for c in columns if isinstance(c.widget, DateWidget)}
    return any(group.column in dates[group.type] and _has_two_numbers(group.value) for group in every)


def _has_two_numbers(text):
    return sum(part.isdecimal() for part in fold(text).split()) >= 2


def _repaired(admin, request, batch, repairs, some):
    """Take over what was said and compare again; None where something of it cannot be understood."""
    order = request.POST.get("date_order", "")
    taken = _take(request.POST, repairs, some, order)
    if any(group.error for group in some):
        return None
    if order in dict(DATE_ORDERS) and order != (repairs.mapping.date_order or ""):
        repairs.mapping.date_order = order or None
        taken += 1
    if not taken:
        admin.message_user(request, _("Nothing was said of any value."), messages.WARNING)
        return None
    try:
        staging.set_mapping(batch, repairs.mapping)
    except UnreadableFile as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return None
    beginning.compare(batch, request.user)
    fresh = beginning.fresh(batch)
    left = staging.in_the_way(fresh).count() if fresh.state == BatchState.STAGED else 0
    if not left:
        return HttpResponseRedirect(beginning.page_of(batch))
    sentence = ngettext(
        "Compared again: %(count)d row is in the way.", "Compared again: %(count)d rows are in the way.", left
    )
    admin.message_user(request, sentence % {"count": left})
    return HttpResponseRedirect(beginning.address("problems", batch))


def _take(said, repairs, some, order):
    taken = 0
    for number, group in enumerate(some):
        meaning = said.get(f"meaning-{number}", "").strip()
        is_empty = f"empty-{number}" in said
        # The list may have changed since the page was opened.
        if not group.input or not (meaning or is_empty) or said.get(f"value-{number}") != _mark(group):
            continue
        if meaning:
            group.error = _refusal(repairs, group, meaning, order or repairs.mapping.date_order)
        if not group.error:
            repairs.take(group.type, group.column, group.value, "" if is_empty and not meaning else meaning)
            taken += 1
    return taken


def _mark(group):
    return f"{group.column}={group.value}"


def _refusal(repairs, group, meaning, order):
    """Why a meaning cannot stand in its column; nothing where it can."""
    column = SHEETS[group.type].column(group.column)
    if "{" in meaning and not group.value:
        return ""
    try:
        column.widget.clean(meaning, date_order=order or None)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def workbook_view(admin, request, batch):
    """The file as a workbook in which what cannot be taken is marked and explained, to be repaired and come back."""
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    name = _("%(file)s, to be repaired.xlsx") % {"file": stem}
    try:
        content = errors_workbook.stream(batch)
    except UnreadableFile as refusal:
        admin.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(beginning.page_of(batch))
    return StreamingHttpResponse(
        content,
        content_type=FORMATS["xlsx"].content_type,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
