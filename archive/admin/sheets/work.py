"""The work on an import: comparing, applying, undoing; seen while it goes on, and after the browser was closed."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from archive.admin.sheets import beginning, outcome
from archive.admin.sheets.rights import lacking, types_written
from archive.admin.sheets.rows import needs_why, seen
from archive.models import BatchState
from archive.spreadsheets import jobs
from archive.spreadsheets.jobs import Phase
from archive.spreadsheets.staging import NotReady
from archive.text import clean


def compare_view(admin, request, batch):
    """Compare the file with the archive again, as it stands now."""
    beginning.compare(batch, request.user)
    return HttpResponseRedirect(beginning.page_of(batch))


def apply_view(admin, request, batch):
    """Apply the import as it was seen: all of it or nothing, once."""
    refused = lacking(request.user, types_written(batch))
    if refused:
        sentence = _("You may not import %(types)s: ask somebody who may to confirm this import.")
        return _back(admin, request, batch, sentence % {"types": ", ".join(refused)})
    if request.POST.get("seen") != seen(batch):
        sentence = _("The import was compared anew since this page was opened. Look through it again.")
        return _back(admin, request, batch, sentence)
    why = clean(request.POST.get("why", ""))[:300]
    if needs_why(batch, request.user) and not why:
        return _back(admin, request, batch, _("Readers see some of these records: write why they are changed."))
    try:
        is_done = jobs.start(batch, "apply", by=request.user, why=why)
    except NotReady as refusal:
        return _back(admin, request, batch, str(refusal))
    if is_done:
        tell_outcome(admin, request, batch)
    return HttpResponseRedirect(beginning.page_of(batch))


def tell_outcome(admin, request, batch):
    """What a finished piece of work has come to, as a message; a failure stands on the import's own page."""
    batch = beginning.fresh(batch)
    if batch is not None and batch.state == BatchState.APPLIED:
        sentence = _("Imported: %(numbers)s.") % {"numbers": outcome.numbers(batch)}
        admin.message_user(request, sentence, messages.SUCCESS)


def _back(admin, request, batch, sentence):
    admin.message_user(request, sentence, messages.ERROR)
    return HttpResponseRedirect(beginning.page_of(batch))


def recover_view(admin, request, batch):
    """Take an import whose work was killed up again where it stood."""
    jobs.recover(batch)
    return HttpResponseRedirect(beginning.page_of(batch))


def working_view(admin, request, batch):
    """How far the work is."""
    return admin.batch_page(request, batch, "import_working", _step(batch), **_progress(batch))


def progress_view(admin, request, batch):
    """The same for the script of that page, as JSON; without a phase where the work has ended."""
    return JsonResponse(_progress(batch) if batch.state in _STEPS else {"phase": ""})


_STEPS = {BatchState.PLANNING: "rows", BatchState.APPLYING: "apply", BatchState.UNDOING: "undo"}


def _step(batch):
    return _STEPS.get(batch.state, "rows")


def _progress(batch):
    found = jobs.progress_of(batch)
    if found is None:
        # It has ended between two looks: the page's next look tells how.
        return {"phase": "", "words": _("finished"), "done": 0, "total": 0, "is_killed": False}
    # Steps, not rows: writing goes over the rows more than once.
    numbers = _("%(percent)d %%") % {"percent": 100 * found.done // found.total} if found.total else ""
    return {
        "phase": found.phase.value,
        "words": str(found.phase.label),
        "numbers": numbers,
        "done": found.done,
        "total": found.total,
        "is_killed": found.phase == Phase.INTERRUPTED,
    }
