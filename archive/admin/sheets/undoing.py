"""The undo of an import: first what it would take back and what it would keep, then the deed."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect

from archive.admin.sheets import beginning
from archive.admin.sheets.rights import lacking, type_words
from archive.models import Revision
from archive.spreadsheets import jobs
from archive.spreadsheets.undoing.foreseen import foresee

PAGE = 50


def undo_view(admin, request, batch):
    """What an undo would do; confirmed, it is done."""
    types = list(Revision.objects.filter(batch=batch).order_by().values_list("record_type", flat=True).distinct())
    refused = lacking(request.user, [*types, *(["places"] if batch.places else [])])
    if request.method == "POST" and not refused:
        jobs.start(batch, "undo", by=request.user)
        after = beginning.fresh(batch)
        own = getattr(after, "undone_by", None) if after.state == "undone" else None
        return HttpResponseRedirect(beginning.page_of(own or after))
    found = foresee(batch)
    context = {
        "found": found,
        "kept": Paginator(found.kept, PAGE).get_page(request.GET.get("k")),
        "lacking": refused,
        "types": [type_words(type) for type in types],
    }
    return admin.batch_page(request, batch, "import_undo", "done", **context)
