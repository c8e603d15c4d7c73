"""Where sources disagree: every discrepancy that readers may see, with its testimonies and the editors' reason."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Discrepancy, DiscrepancyState
from archive.public.context import page
from archive.public.statements import disagreements
from archive.reader import for_one_reader

A_PAGE = 20
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class State:
    """A state of discrepancies to choose, with how many there are."""

    code: str
    label: str
    count: int
    chosen: bool


@require_safe
@for_one_reader
def discrepancies(request):
    """Discrepancies that published testimony shows, open ones first, of one `state` or of all."""
    asked = request.GET.get("state", "").strip()[:40]
    rows = Discrepancy.objects.published()
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    known = asked in ("", *DiscrepancyState.values)
    total = (counts.get(asked, 0) if asked else sum(counts.values())) if known else 0
    # In the alphabet the open ones are the first state too.
    in_order = (rows.filter(state=asked) if asked and known else rows).order_by("state", "pk")
    pages = _Counted(in_order, A_PAGE, total)
    shown = pages.get_page(_number(request.GET.get("page", "")))
    context = page(
        request,
        title=_("Where sources disagree"),
        description=_("What two sources state that cannot both be true, with the reason for what the archive accepts."),
        states=[State(s.value, str(s.label), counts.get(s.value, 0), s.value == asked) for s in DiscrepancyState],
        asked=asked,
        problem="" if known else _no_such_state(asked),
        everything=sum(counts.values()),
        total=total,
        page_obj=shown,
        disputes=[(found, _testimonies(found)) for found in disagreements(shown.object_list)] if total else [],
    )
    return render(request, "archive/discrepancies.html", context)


def _testimonies(found):
    """Every note of a disagreement in order of its number."""
    notes = [*found.accepted_notes, *(note for _words, some in found.rivals for note in some)]
    return sorted(notes, key=lambda note: note.number)


class _Counted(Paginator):
    """A paginator that was told how many there are."""

    def __init__(self, rows, size, count):
        super().__init__(rows, size)
        self.__dict__["count"] = count


def _number(asked) -> int:
    """The number of the page asked for, within bounds; what is no number means the first."""
    return min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1


def _no_such_state(asked):
    return _("There is no state “%(value)s”: choose one of %(states)s.") % {
        "value": asked,
        "states": ", ".join(str(label) for label in DiscrepancyState.labels),
    }
