"""What happens to accounts is noted, whoever does it and by whichever way; and the log outlives the account."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from archive import audit
from archive.door import factors, sessions

# What an account may do hangs on these, beside its groups and rights.
_FLAGS = ("is_active", "is_staff", "is_superuser", "username")
# To whom the entries of Django's own log pass when their user is deleted; nobody can sign in as them.
GONE = "deleted-account"


def watch():
    """Listen to all changes of accounts, groups and rights."""
    pre_save.connect(remember, sender=User, dispatch_uid="door.remember")
    post_save.connect(note_account, sender=User, dispatch_uid="door.account")
    pre_delete.connect(note_deletion, sender=User, dispatch_uid="door.deletion")
    pre_delete.connect(note_group_deletion, sender=Group, dispatch_uid="door.group")
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(note_rights, sender=through, dispatch_uid=f"door.{through.__name__}")
    user_logged_out.connect(note_sign_out, dispatch_uid="door.sign_out")


def remember(sender, instance, raw=False, update_fields=None, **_signal):
    """Keep how an account stood before it is saved."""
    instance._stood = None
    if raw or instance.pk is None or (update_fields and not {*update_fields} & {*_FLAGS, "password"}):
        return
    instance._stood = User.objects.filter(pk=instance.pk).values(*_FLAGS, "password").first()


def note_account(sender, instance, created, raw=False, **_signal):
    """Note what of an account is another now; sessions end with the password and the account."""
    before = getattr(instance, "_stood", None)
    if created and not raw:
        audit.note("account", f"{instance.get_username()}: made")
    if not before:
        return
    changed = [f"{flag} {before[flag]} → {getattr(instance, flag)}" for flag in _FLAGS
               if before[flag] != getattr(instance, flag)]  # fmt: skip
    if before["password"] != instance.password and not _is_only_hashed_anew(instance):
        changed.append("password")
    if changed:
        audit.note("account", f"{instance.get_username()}: {', '.join(changed)}")
    if before["is_active"] and not instance.is_active:
        sessions.end_all(instance)


def _is_only_hashed_anew(user):
    """Whether Django has stored the same password with a newer method, as it does when somebody signs in."""
    return user._password is None


def note_rights(sender, instance, action, reverse, pk_set, model, **_signal):
    """Note which groups or rights were given or taken."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    verb = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken all"}[action]
    others = sorted(map(str, model.objects.filter(pk__in=pk_set))) if pk_set else []
    if others or action == "pre_clear":
        audit.note("rights", f"{instance}: {model._meta.model_name} {verb} {', '.join(others)}".strip())


def note_deletion(sender, instance, **_signal):
    """Note that an account goes; what it did in Django's own log stays, under its name."""
    audit.note("account", f"{instance.get_username()}: deleted")
    sessions.end_all(instance)
    entries = LogEntry.objects.filter(user=instance)
    if not entries.exists():
        return
    gone, _made = User.objects.get_or_create(username=GONE, defaults={"is_active": False, "password": "!"})
    for entry in entries:
        entry.user = gone
        entry.change_message = f"{instance.get_username()}: {entry.get_change_message()}"
    LogEntry.objects.bulk_update(entries, ["user", "change_message"], batch_size=500)


def note_group_deletion(sender, instance, **_signal):
    """Note that a group goes."""
    audit.note("rights", f"group {instance.name}: deleted")


def note_sign_out(sender, request, user, **_signal):
    """Note that somebody has left."""
    if user is not None:
        audit.note("sign-out", who=user.get_username())


def take_factor(user, why, who=None) -> bool:
    """Take somebody's second factor away, and end all their sessions; return whether there was one."""
    was_there = factors.remove(user)
    sessions.end_all(user)
    audit.note("second factor", f"taken from {user.get_username()}: {why}", who=who)
    return was_there
