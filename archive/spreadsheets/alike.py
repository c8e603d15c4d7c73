"""After an import, its records are compared with all others, so that likely duplicates show up on the desk."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from archive.models import RECORD_TYPES, Place, Revision
from archive.review import identity

# So many records are compared in one job: other jobs wait for no longer than that takes.
AT_ONCE = 2_000


def look_for_alike(batch) -> None:
    """Have the worker compare the types that an import has written, some records at a time."""
    addresses = Revision.objects.filter(batch=batch).order_by().values_list("record_type", flat=True).distinct()
    written = set(addresses) | ({Place.address} if batch.places else set())
    for model in (*RECORD_TYPES, Place):
        if model.address in written and identity.is_compared(model):
            _enqueue(model.address)


@task()
def compare_some(address) -> None:
    """Compare the records of a type that are new or changed; the rest is a job of its own."""
    model = next(m for m in (*RECORD_TYPES, Place) if m.address == address)
    if identity.compare(model, limit=AT_ONCE):
        _enqueue(address)


def _enqueue(address):
    """A job for a type, unless one waits already."""
    waiting = DBTaskResult.objects.ready().filter(task_path=compare_some.module_path, args_kwargs__args__0=address)
    if not waiting.exists():
        compare_some.enqueue(address)
