"""The undo of an import: first what it would take back and what it would keep, then the deed."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect

from archive.admin.sheets import beginning
from archive.admin.sheets.rights import lacking, may_undo, types_written
from archive.models import ProposalState, Revision
from archive.spreadsheets import jobs
from archive.spreadsheets.resources import ARCHIVE
from archive.undoing import CHANGES, foresee

PAGE = 50


def undo_view(admin, request, batch):
    """What an undo would do; confirmed, it is done."""
    if not may_undo(request.user, batch):
        raise PermissionDenied
    refused = [] if batch.type == CHANGES else lacking(request.user, _types(batch))
    if request.method == "POST" and not refused:
        jobs.start(batch, "undo", by=request.user)
        after = beginning.fresh(batch)
        own = getattr(after, "undone_by", None) if after.state == "undone" else None
        return HttpResponseRedirect(beginning.page_of(own or after))
    found = foresee(batch, by=request.user, within=True)
    context = {
        "found": found,
        "kept": Paginator(found.kept, PAGE).get_page(request.GET.get("k")),
        "lacking": refused,
        "waiting": batch.proposals.filter(state=ProposalState.WAITING).count(),
    }
    return admin.batch_page(request, batch, "import_undo", "done", **context)


def _types(batch):
    """The types of record that an import wrote, or that the one it undoes wrote; those of a command have no rows."""
    found = types_written(batch) or (types_written(batch.undoes) if batch.undoes_id else [])
    if found or batch.type != ARCHIVE:
        return found or [batch.type]
    written = Revision.objects.filter(batch=batch).order_by().values_list("record_type", flat=True).distinct()
    return [*written, *(["places"] if batch.places else [])]
