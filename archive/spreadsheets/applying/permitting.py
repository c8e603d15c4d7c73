"""What stands against writing an import in somebody's name, found while it is written; then nothing is stored."""

from django.utils.translation import gettext as _

from archive.models import Status
from archive.review.gate import NotReady, gate
from archive.review.rights import NotAllowed
from archive.spreadsheets.planning import Kind
from archive.spreadsheets.resources import batched


def hold_to(rights, rows, links) -> None:
    """NotAllowed where these planned rows may not be written, or not any more, as they were planned."""
    if rights.by is None:
        return
    if not rights.may_import:
        types = rights.model._meta.verbose_name_plural
        raise NotAllowed(_("Nothing was imported: you may not import %(types)s.") % {"types": types})
    for place, verdict in rights.judge(rows, links).items():
        row = rows[place]
        if verdict.sentence or (verdict.proposed and row.kind != Kind.PROPOSED):
            sentence = _("Nothing was imported, because row %(row)s cannot be written as it was compared: %(reason)s "
                         "Compare the file again.")  # fmt: skip
            reason = verdict.sentence or _("It would have to be proposed now.")
            raise NotAllowed(sentence % {"row": f"{row.number:g}", "reason": reason})


def published_by(rows) -> list[int]:
    """The primary keys of the records that these written rows show to readers for the first time, or again."""
    return [
        row.pk or row.instance.pk
        for row in rows
        if row.cells.get("status", ("", ""))[1] == Status.PUBLISHED and row.instance is not None
    ]


def hold_to_gate(by, published) -> None:
    """NotAllowed names what a person publishes by a sheet, {model: primary keys}, that lacks evidence still."""
    for model, pks in published.items() if by else ():
        for some in batched(pks):
            lacks = gate(model, some)
            for pk in some:
                held = [lack for lack in lacks.get(pk, ()) if not lack.is_warning]
                if held:
                    reason = str(NotReady(model._base_manager.get(pk=pk), held))
                    raise NotAllowed(_("Nothing was imported. %(reason)s") % {"reason": reason})
