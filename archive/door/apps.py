from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DoorConfig(AppConfig):
    """Who comes in, and what the audit log says of them."""

    name = "archive.door"
    label = "door"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Watch what happens to accounts, whoever does it."""
        from archive.door import accounts, checks, factors

        accounts.watch()
        post_migrate.connect(factors.seal_anew, sender=self, dispatch_uid="door.seal")
        checks.register()
