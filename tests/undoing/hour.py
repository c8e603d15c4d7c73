"""What one person does in an hour, so that it can be taken back."""

from contextlib import contextmanager

from django.utils import timezone

from archive.models import Revision
from archive.undoing import OfPerson
from tests.factories import MAKERS, cite
from tests.history import rewrite
from tests.review import canonical
from tests.review.everything import turn_over


@contextmanager
def hour_of(user):
    """All that is written inside was written by this user; gives a function that selects it."""
    since, mark = timezone.now(), Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield lambda **chosen: OfPerson(user.username, since, timezone.now(), **chosen)
    rewrite(Revision.objects.filter(pk__gt=mark), author=user, author_name=user.username)


def work_through(record, drafts, by, spares):
    """Turn a record over, delete drafts, and make new ones with testimony."""
    turn_over(record, by, spares)
    for draft in drafts:
        draft.delete()
    made = MAKERS[record.address](status="draft", slug="made")
    cite(made, made.citable()[0], "1801", spares.source())
    return made


def dump():
    """The whole archive; when a row was made is left out, because what was deleted is made anew."""
    passing = {"created_at", "added_at"}
    return {
        name: [{key: value for key, value in row.items() if key not in passing} for row in rows]
        for name, rows in canonical.dump().items()
    }


def edit(record, by=None, why="meanwhile", **values):
    """Save a record anew with other values."""
    from archive.writing import change

    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with change(by=by, why=why):
        record.save()
    return record
