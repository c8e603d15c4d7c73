from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """The archive of the relations between countries."""

    name = "archive"
    verbose_name = _("Archive")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Teach the search column its look-up; after each migration, complete what is computed."""
        from archive import lasting, search
        from archive.review import rights
        from archive.writing import complete_faces, complete_headings, count_migration

        pre_migrate.connect(lasting.make_way, sender=self)
        post_migrate.connect(lasting.protect, sender=self)
        post_migrate.connect(search.build_indexes, sender=self)
        post_migrate.connect(search.complete_index, sender=self)
        post_migrate.connect(rights.make_groups, sender=self)
        post_migrate.connect(complete_faces, sender=self)
        post_migrate.connect(complete_headings, sender=self)
        post_migrate.connect(count_migration, sender=self)
