"""Who may do what: five roles, each a group of users, and what each may do with a record in each standing."""

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import F, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import audit
from archive.models import RECORD_TYPES, Revision, Status, arc_name
from archive.models.sets import keys


class Role(TextChoices):
    """The groups of users, from those who only read to those who answer for everything."""

    VIEWER = "viewer", gettext_lazy("viewer")
    CONTRIBUTOR = "contributor", gettext_lazy("contributor")
    EDITOR = "editor", gettext_lazy("editor")
    REVIEWER = "reviewer", gettext_lazy("reviewer")
    ADMINISTRATOR = "administrator", gettext_lazy("administrator")


class Action(TextChoices):
    """What somebody does with a record."""

    SEE = "see", gettext_lazy("see")
    ADD = "add", gettext_lazy("add")
    CHANGE = "change", gettext_lazy("change")
    PROPOSE = "propose", gettext_lazy("propose a change of")
    SUBMIT = "submit", gettext_lazy("submit")
    DECIDE = "decide", gettext_lazy("decide on")
    PUBLISH = "publish", gettext_lazy("publish")
    WITHDRAW = "withdraw", gettext_lazy("withdraw")
    DELETE = "delete", gettext_lazy("delete")
    REVERT = "revert", gettext_lazy("revert")
    HISTORY = "history", gettext_lazy("read the history of")


class NotAllowed(Exception):
    """Somebody was about to do what their role does not allow; its sentence says who may."""


_RANK = {role: place for place, role in enumerate(Role)}
# What readers see, or have seen: it changes only by a proposal that somebody else accepts.
PUBLIC = (Status.PUBLISHED, Status.WITHDRAWN)
_UNPUBLISHED = {Action.CHANGE, Action.SUBMIT}


def role_of(user) -> Role | None:
    """The highest role of a user; None for readers and for accounts that are closed."""
    if user is None or not user.is_active or not user.is_staff:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    # Asked many times on one page, and for one request the groups stay what they are.
    if not hasattr(user, "_archive_role"):
        names = set(user.groups.values_list("name", flat=True))
        user._archive_role = max((role for role in Role if role.value in names), key=_RANK.get, default=None)
    return user._archive_role


def may(user, action: Action, record=None, *, by_others=None) -> bool:
    """Whether this user may do this with the record (None: with the type).

    `by_others` says whether what is to be decided is the work of somebody else; without it, the history tells.
    """
    role = role_of(user)
    if role is None:
        return action is Action.SEE and record is not None and record.status == Status.PUBLISHED
    if action is Action.SEE and record is not None and record.status == Status.PUBLISHED:
        return True
    if role is Role.VIEWER:
        return False
    public = record is not None and record.status in PUBLIC
    if action in (Action.HISTORY, Action.REVERT):
        return role is not Role.CONTRIBUTOR or is_own(user, record)
    if action in (Action.PUBLISH, Action.WITHDRAW, Action.DECIDE):
        return _may_decide(user, role, record, by_others)
    if action is Action.PROPOSE:
        # What was withdrawn is there for those who saw it before it went.
        is_seen = role is not Role.CONTRIBUTOR or (record is not None and record.status == Status.PUBLISHED)
        return public and (is_seen or is_own(user, record))
    if action is Action.DELETE:
        return not public and (role is not Role.CONTRIBUTOR or is_own(user, record))
    if public and action in _UNPUBLISHED:
        return role is Role.ADMINISTRATOR
    return role is not Role.CONTRIBUTOR or action is Action.ADD or record is None or is_own(user, record)


def _may_decide(user, role, record, by_others):
    if role is Role.ADMINISTRATOR:
        return True
    if role is not Role.REVIEWER:
        return False
    if by_others is None and record is not None:
        by_others = not last_by(user, type(record), [record.pk])
    return by_others is not False


def is_own(user, record) -> bool:
    """Whether the user made the record's first version."""
    if record is None or record.pk is None:
        return True
    return bool(begun_by(user, type(record), [record.pk]))


def begun_by(user, model, pks) -> set[int]:
    """Those of these records of one type whose first version this user made."""
    return _by(user, model, pks, number=1)


def last_by(user, model, pks) -> set[int]:
    """Those of these records of one type whose last version this user made."""
    return _by(user, model, pks, number=F(f"{arc_name(model)}__revision"))


def _by(user, model, pks, **which):
    key = arc_name(model)
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(pks)}, author=user.pk, **which)
    return set(rows.values_list(f"{key}_id", flat=True))


def require(user, action: Action, record=None, **options) -> None:
    """NotAllowed, with a sentence, unless the user may do this."""
    if may(user, action, record, **options):
        return
    if action in (Action.PUBLISH, Action.WITHDRAW, Action.DECIDE) and role_of(user) is Role.REVIEWER:
        raise NotAllowed(_("Nobody decides on their own work: ask another reviewer to look at “%(record)s”.")
                         % {"record": record})  # fmt: skip
    raise NotAllowed(
        _("Your role does not allow you to %(action)s “%(record)s”: ask an administrator.")
        % {"action": action.label, "record": record or ""}
    )


class RoleBackend(ModelBackend):
    """Django's rights, which count for nothing where no role stands behind them."""

    def get_all_permissions(self, user_obj, obj=None):
        """The rights of somebody with a role; nobody else has any."""
        return super().get_all_permissions(user_obj, obj) if role_of(user_obj) else set()


# The rights of Django's own pages by role; the standing of each record is asked of `may` besides.
_RIGHTS = {
    Role.VIEWER: (),
    # Without the right to view, what is published and one's own drafts is all there is.
    Role.CONTRIBUTOR: ("add", "change", "delete", "import", "export"),
    Role.EDITOR: ("view", "add", "change", "delete", "import", "export"),
    Role.REVIEWER: ("view", "add", "change", "delete", "import", "export"),
    Role.ADMINISTRATOR: ("view", "add", "change", "delete", "import", "export"),
}


def make_groups(**_signal) -> None:
    """Make the groups of the roles, each with its rights to everything that the archive holds."""
    for label in (RECORD_TYPES[0]._meta.app_label, "auth"):
        # After a migration Django makes them app by app; which comes first is not for us to say.
        create_permissions(apps.get_app_config(label), verbosity=0)
    of_archive = Permission.objects.filter(content_type__app_label=RECORD_TYPES[0]._meta.app_label)
    users = Permission.objects.filter(content_type__app_label="auth")
    for role, rights in _RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        wanted = [p for p in of_archive if p.codename.partition("_")[0] in rights]
        wanted += list(users) if role is Role.ADMINISTRATOR else []
        if set(group.permissions.values_list("pk", flat=True)) != {p.pk for p in wanted}:
            with audit.unnoted():
                group.permissions.set(wanted)
