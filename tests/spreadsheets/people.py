"""Users with the rights of a role, and imports in somebody's name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from archive.models import Revision
from archive.spreadsheets import apply, plan, read
from tests import factories as make
from tests.history import rewrite


def somebody(role, name=""):
    """A user of a role, who may sign in to the admin."""
    user = get_user_model().objects.create_user(name or role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def planned_by(by, type, text, **options):
    """The plan of a CSV text, with somebody's rights."""
    return plan(type, read(text.encode(), "sheet.csv"), by=by, **options)


def applied_by(by, type, text, **options):
    """The import of a CSV text of which every row can be taken, in somebody's name."""
    found = planned_by(by, type, text, **options)
    assert [str(p) for p in found.problems] == []
    return apply(found, by=by)


def refusals(by, type, text):
    """The problems of a CSV text as somebody reads them."""
    return [str(problem) for problem in planned_by(by, type, text).problems]


def draft_of(user, maker=make.make_visit, **values):
    """A draft whose first version this user made."""
    record = maker(status="draft", **values)
    rewrite(Revision.objects.filter(slug=record.slug, record_type=record.address), author=user)
    return record


def kinds(found):
    """The kinds of the rows of a plan."""
    return [row.kind for row in found.rows]
