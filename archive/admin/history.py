"""The history of a record for editors: each version with who, when and why, and what differs from the one before."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from archive.models import Revision, arc_name
from archive.models.wording import label

PAGE = 25
_LONGEST = 240


@dataclass(slots=True)
class Difference:
    """One part of a record that two versions have differently, in words; `testimony` may be laid beside it."""

    key: str
    label: str
    before: str
    after: str
    testimony: list = field(default_factory=list)


def difference(model, before: dict, after: dict) -> list[Difference]:
    """What two snapshots of a record have differently, by their top-level keys, in the order of the newer one."""
    keys = [k for k in dict.fromkeys((*after, *before)) if before.get(k) != after.get(k)]
    return [_differs(model, key, before.get(key), after.get(key)) for key in keys]


def _differs(model, key, before, after):
    if isinstance(before or after, list):
        # Of a list only what came or went is worth reading.
        gone = [row for row in before or [] if row not in (after or [])]
        come = [row for row in after or [] if row not in (before or [])]
        return Difference(key, part_label(model, key), part_words(gone), part_words(come))
    return Difference(key, part_label(model, key), part_words(before), part_words(after))


def part_label(model, key) -> str:
    """What editors call a part of a snapshot."""
    for code, _language in settings.LANGUAGES:
        if key.endswith(f"_{code}") and hasattr(model, key.removesuffix(f"_{code}")):
            return f"{label(model, key.removesuffix(f'_{code}'))} ({code})"
    try:
        return label(model, key)
    except FieldDoesNotExist:
        return key


def part_words(value) -> str:
    """A value of a snapshot as one text, shortened."""
    if isinstance(value, list):
        return "\n".join(part_words(row) for row in value)
    text = "; ".join(str(v) for v in value.values()) if isinstance(value, dict) else str(value or "")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def versions(record, page):
    """A page of a record's versions, newest first, each with `.differences` against the one before."""
    rows = Revision.objects.filter(**{arc_name(type(record)): record.pk}).order_by("-number").select_related("batch")
    found = Paginator(rows, PAGE).get_page(page)
    shown = list(found.object_list)
    # The oldest on the page is compared with the newest of the next page.
    older = rows.filter(number__lt=shown[-1].number).first() if shown else None
    for version, before in zip(shown, [*shown[1:], older], strict=True):
        version.differences = difference(type(record), before.snapshot, version.snapshot) if before else []
        version.is_first = before is None
    found.object_list = shown
    return found


def page(admin, request, record):
    """The page of a record's history."""
    title = _("History: %(record)s") % {"record": record}
    shown = versions(record, request.GET.get("p", 1))
    return admin.page_about(request, record, "record_history", title, versions=shown)
