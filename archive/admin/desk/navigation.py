"""Where one can go in the admin: the tables in a few groups, by what an editor looks for."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models import RECORD_TYPES

# The groups in their order: (key, name, names of models). What is in none of them keeps the name of its application.
GROUPS = (
    ("records", _("Records"), tuple(model.__name__ for model in RECORD_TYPES)),
    (
        "statements",
        _("Evidence, names and links"),
        ("Citation", "Discrepancy", "Place", "NameForm", "Participation", "Posting", "Party"),
    ),
    ("work", _("Work and history"), ("Proposal", "Correction", "Merge", "Revision", "ImportBatch", "SavedMapping")),
    ("accounts", _("Accounts"), ("User", "Group", "AuditEntry")),
)


def grouped(apps) -> list[dict]:
    """Django's list of applications as groups of the archive's own, in the same form."""
    known = {model["object_name"]: model for app in apps for model in app["models"]}
    home, found, placed = reverse("admin:index"), [], set()
    for key, name, members in GROUPS:
        models = [known[member] for member in members if member in known]
        placed.update(members)
        if models:
            found.append(_group(key, str(name), f"{home}#{key}", models))
    for app in apps:
        rest = [model for model in app["models"] if model["object_name"] not in placed]
        if rest:
            found.append(_group(app["app_label"], app["name"], app["app_url"], rest))
    return found


def _group(key, name, address, models):
    return {"app_label": key, "name": name, "app_url": address, "has_module_perms": True, "models": models}
