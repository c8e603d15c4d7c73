"""In which state an import may be worked on, and who has it in hand."""

from django.utils.translation import gettext as _

from archive.models import BatchState, ImportBatch

# What is worked on in each state, and where the import stands again when the work came to nothing.
WORKING = {
    BatchState.PLANNING: BatchState.UPLOADED,
    BatchState.APPLYING: BatchState.STAGED,
    BatchState.UNDOING: BatchState.APPLIED,
}
# Not applied yet, and not being worked on.
WAITING = (BatchState.UPLOADED, BatchState.STAGED)


class NotWaiting(Exception):
    """An import that does not wait for this any more: it is being worked on, was applied, or was set aside."""

    def __init__(self, batch):
        self.batch = batch
        super().__init__(_sentence(batch))


class NotReady(Exception):
    """An import that cannot be applied as it stands; the sentence says what is in the way."""


def claim(batch, state, waiting) -> None:
    """Put an import that waits in one of these states into another, once only; NotWaiting where another was first."""
    taken = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(state=state, message="")
    if not taken:
        raise NotWaiting(current(batch))
    batch.state, batch.message = state, ""


def put_back(batch, message) -> bool:
    """After work that came to nothing, put the import where it stood before, with a sentence that says so."""
    for working, before in WORKING.items():
        found = ImportBatch.objects.filter(pk=batch.pk, state=working)
        if found.update(state=before, message=message):
            batch.state, batch.message = before, message
            return True
    return False


def current(batch):
    """The import as it is stored now, without its file; None where it is gone."""
    return ImportBatch.objects.defer("content").filter(pk=batch.pk).first()


def _sentence(batch):
    if batch is None:
        return _("This upload is gone: it was set aside. Upload the file again.")
    sentences = {
        BatchState.APPLIED: _("“%(file)s” has been imported already, on %(at)s by %(by)s."),
        BatchState.UNDONE: _("“%(file)s” has been imported and undone already."),
        BatchState.UPLOADED: _("“%(file)s” has not been compared with the archive yet: do that first."),
        BatchState.STAGED: _("“%(file)s” waits for you to look through it and confirm it."),
    }
    at = f"{batch.applied_at:%Y-%m-%d %H:%M}" if batch.applied_at else ""
    sentence = sentences.get(batch.state, _("“%(file)s” is being worked on at this moment: wait until that has ended."))
    return sentence % {"file": batch.file_name, "at": at, "by": batch.user_name or _("the archive")}
