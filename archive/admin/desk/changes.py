"""The last changes that somebody may see, each a link to its version."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import RECORD_ARC, Revision, record_type
from archive.review import Role, role_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One version of one record."""

    words: str
    address: str
    what: str
    who: str
    why: str
    when: datetime


def last(user) -> list[Change]:
    """The last ten versions; for contributors, of their own making. Two queries at most, without any snapshot."""
    role = role_of(user)
    if role in (None, Role.VIEWER):
        return []
    rows = Revision.objects.order_by("-pk")
    if role is Role.CONTRIBUTOR:
        # The name besides the key: the index that is in the order of this list begins with it.
        rows = rows.filter(author=user, author_name=user.get_username())
    return [_change(version) for version in rows.select_related(*RECORD_ARC).defer("snapshot")[:SHOWN]]


def _change(version):
    key = next((name for name in RECORD_ARC if getattr(version, f"{name}_id")), None)
    record = getattr(version, key) if key else None
    address = ""
    if record is not None:
        address = reverse(f"admin:archive_{record._meta.model_name}_version", args=[record.pk, version.number])
    return Change(
        words=str(record) if record is not None else version.slug,
        address=address,
        what=_what(version),
        who=version.author_name or _("the archive"),
        why=version.reason,
        when=version.created_at,
    )


def _what(version):
    model = record_type(version.record_type)
    name = str(model._meta.verbose_name) if model else version.record_type
    if version.deleted:
        return _("%(type)s, deleted") % {"type": name}
    if version.number == 1:
        return _("%(type)s, new") % {"type": name}
    return _("%(type)s, version %(number)s") % {"type": name, "number": version.number}
