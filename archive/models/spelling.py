"""The words that names and titles are made of, as a list in which a misspelt word finds its like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.fields import OrderField


class Spelling(models.Model):
    """A folded word of a name or title that readers have seen: offered to them where something published has it still.

    It stays when its last name goes, and may stand here twice: two imports that meet a word at once must not wait for
    each other.
    """

    word = OrderField(_("word"))
    backwards = OrderField(_("word, last letter first"))
    consonants = OrderField(_("consonants"))

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        indexes = [
            models.Index(fields=["word"], name="spelling_by_word"),
            models.Index(fields=["backwards"], name="spelling_by_end"),
            models.Index(fields=["consonants", "word"], name="spelling_by_consonants"),
        ]

    def __str__(self):
        return self.word
