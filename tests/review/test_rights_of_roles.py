"""What each role may do with what readers see or have seen, with a type, and with what is not stored yet."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from archive.models import Status, Visit
from archive.review import Action, NotAllowed, may, publish, withdraw
from archive.review.rights import is_own, make_groups, require, role_of
from archive.writing import change
from tests.factories import make_visit

pytestmark = pytest.mark.django_db
ROLES = (None, "viewer", "contributor", "editor", "reviewer", "administrator")
DECIDES = "publish withdraw decide"
# Own and published, withdrawn of somebody else, own and withdrawn; the first version and the last are by the same.
SEEN = {
    None: ("see", "", ""),
    "viewer": ("see", "", ""),
    "contributor": ("see propose revert history", "", "see propose revert history"),
    "editor": ("see propose revert history",) * 3,
    "reviewer": (
        "see propose revert history",
        f"see propose revert history {DECIDES}",
        "see propose revert history",
    ),
    "administrator": (f"see propose change submit revert history {DECIDES}",) * 3,
}
OF_A_TYPE = {
    None: "",
    "viewer": "",
    "contributor": "see add change submit delete revert history",
    "editor": "see add change submit delete revert history",
    "reviewer": f"see add change submit delete revert history {DECIDES}",
    "administrator": f"see add change submit delete revert history {DECIDES}",
}


def visit_of(user, status):
    """A visit whose only version is somebody's."""
    visit = Visit(title_en=f"A visit {Visit.objects.count()}", status=status)
    with change(by=user):
        visit.save()
    return visit


def allowed(user, record=None):
    return {str(action) for action in Action if may(user, action, record)} - ({"add"} if record else set())


@pytest.mark.parametrize("role", ROLES)
def test_what_readers_see_or_have_seen_changes_by_others_alone(role, somebody):
    user, other = somebody(role), somebody("editor")
    records = (visit_of(user, Status.PUBLISHED), visit_of(other, Status.WITHDRAWN), visit_of(user, Status.WITHDRAWN))
    for record, wanted in zip(records, SEEN[role], strict=True):
        assert allowed(user, record) == set(wanted.split()), record.status


@pytest.mark.parametrize("role", ROLES)
def test_of_a_type_everybody_may_do_what_they_may_do_with_their_own(role, somebody):
    assert allowed(somebody(role)) == set(OF_A_TYPE[role].split())


def test_what_is_not_stored_yet_is_ones_own(somebody):
    contributor, new = somebody("contributor"), Visit(title_en="New")
    assert is_own(contributor, new)
    assert is_own(contributor, None)
    assert may(contributor, Action.CHANGE, new)
    assert not is_own(contributor, make_visit())


def test_whose_a_record_is_is_said_by_its_own_history_alone(somebody):
    contributor, other = somebody("contributor"), somebody("contributor")
    own, others = visit_of(contributor, Status.DRAFT), visit_of(other, Status.DRAFT)
    with change(by=contributor):
        others.note = "Seen by somebody else too."
        others.save()
    assert (is_own(contributor, own), is_own(contributor, others)) == (True, False)
    assert (is_own(other, own), is_own(other, others)) == (False, True)


def test_who_is_refused_reads_why(somebody):
    reviewer, editor = somebody("reviewer"), somebody("editor")
    own = visit_of(reviewer, Status.DRAFT)
    with pytest.raises(NotAllowed, match=f"Nobody decides on their own work: .*“{own}”"):
        publish(own, by=reviewer)
    with pytest.raises(NotAllowed, match=f"Your role does not allow you to publish “{own}”"):
        publish(own, by=editor)
    with pytest.raises(NotAllowed, match="Your role does not allow you to withdraw “"):
        withdraw(make_visit(), by=editor, why="A hoax.")
    with pytest.raises(NotAllowed, match="Your role does not allow you to change “"):
        require(reviewer, Action.CHANGE, make_visit())
    with pytest.raises(NotAllowed, match="Your role does not allow you to add “”"):
        require(somebody("viewer"), Action.ADD)
    assert Visit.objects.get(pk=own.pk).status == Status.DRAFT


def test_nobody_has_a_role_who_is_nobody_closed_or_no_staff(somebody, django_user_model):
    chief = somebody("administrator")
    assert (role_of(None), role_of(AnonymousUser()), role_of(chief)) == (None, None, "administrator")
    for lacking in ("is_active", "is_staff"):
        stored = django_user_model.objects.get(pk=chief.pk)
        setattr(stored, lacking, False)
        assert role_of(stored) is None
        assert not stored.has_perm("archive.view_visit")
        stored.is_superuser = True
        assert role_of(stored) is None


def test_each_group_has_the_rights_of_its_role_and_they_come_back(somebody):
    of_groups = {role: somebody(role).groups.get() for role in ROLES[1:]}
    of_groups["editor"].permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    # As while an archive is migrated, when Django has not made the rights of a new type yet.
    Permission.objects.filter(codename__in=("view_visit", "add_user")).delete()
    make_groups()
    assert Permission.objects.filter(codename__in=("view_visit", "add_user"), group__name="administrator").count() == 2
    verbs = {"add", "change", "delete", "import", "export"}
    wanted = {"viewer": set(), "contributor": verbs} | dict.fromkeys(ROLES[3:], verbs | {"view"})
    for role, group in of_groups.items():
        rights = group.permissions.values_list("content_type__app_label", "codename")
        assert {label for label, _code in rights} == (
            {"archive", "auth"} if role == "administrator" else {"archive"} if wanted[role] else set()
        ), role
        assert {code.partition("_")[0] for label, code in rights if label == "archive"} == wanted[role], role
