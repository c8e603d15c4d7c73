"""Name forms: how people, organizations and places are called, in which language and script."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.arc import on_one_of
from archive.models.fields import ChoiceField, LineField


class NameKind(models.TextChoices):
    """What a form of a name is to the thing named (after the authority files of libraries)."""

    AUTHORISED = "authorised", _("authorised")
    VARIANT = "variant", _("variant")
    TRANSLITERATION = "transliteration", _("transliteration")
    MISPRINT = "misprint", _("misprint")
    FORMER = "former", _("former")


OnNamed = on_one_of("person", "organization", "place")


class NameForm(OnNamed):
    """A name of a person, organization or place in a language and script."""

    text = LineField(_("name"), max_length=300)
    language = LineField(_("language"), max_length=7, blank=True, help_text=_("BCP 47 code, such as en, az, es or ru."))
    script = LineField(
        _("script"), max_length=4, blank=True, default="Latn", help_text=_("ISO 15924 code: Latn, Cyrl, Arab …")
    )
    kind = ChoiceField(_("kind"), max_length=15, choices=NameKind, default=NameKind.VARIANT)
    note = LineField(_("note"), max_length=500, blank=True)

    class Meta(OnNamed.Meta):
        abstract = False
        verbose_name = _("name form")
        verbose_name_plural = _("name forms")
        default_related_name = "names"
        ordering = ["id"]
        unique_together = [(key, "text", "language") for key in OnNamed.ARC]
        # Each holds only the names of its type: of an index full of nothing a database believes that it finds much.
        indexes = [
            models.Index(fields=[key], condition=Q(**{f"{key}__isnull": False}), name=f"name_of_{key}")
            for key in OnNamed.ARC
        ]

    def __str__(self):
        return self.text

    def touched_by(self, change, gone=False):
        """A place keeps no history; a person's or organization's name concerns that record."""
        if self.place_id:
            change.touch_authority(type(self).place.field.remote_field.model, self.place_id)
        else:
            super().touched_by(change, gone)


# These serve in place of those that Django would make of each key.
for _key in OnNamed.ARC:
    NameForm._meta.get_field(_key).db_index = False
