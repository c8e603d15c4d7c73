"""The two columns that say on which record a row hangs: its type and its slug."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from archive.spreadsheets.columns.base import Column
from archive.spreadsheets.widgets import LinkWidget
from archive.text import fold


class TypeColumn(Column):
    """Which type of record a row hangs on, by its address (`visits`)."""

    def __init__(self, model):
        self.arc = {name: model._meta.get_field(name).remote_field.model for name in model.ARC}
        super().__init__(attribute="type", widget=ArcWidget(list(self.arc.values())))

    @property
    def values(self):
        """The addresses of the types."""
        return [target.address for target in self.arc.values()]

    def forms(self):
        """The addresses, one of which it takes."""
        yield _("The type of the record that the row is about, one of: %(types)s.") % {"types": ", ".join(self.values)}

    @property
    def paths(self):
        """The keys of the arc."""
        return tuple(f"{name}_id" for name in self.arc)

    def shown(self, values, public):
        """The address of the type whose key is set."""
        return next((m.address for m, pk in zip(self.arc.values(), values, strict=True) if pk is not None), "")

    def put(self, instance, text, links):
        """Nothing: the record says its type."""


class ArcWidget(Widget):
    """A type of record, by its address or its name in any of the archive's languages."""

    def __init__(self, targets):
        super().__init__()
        self.targets = targets
        self._words = None

    def clean(self, value, row=None, **kwargs):
        """The type's address."""
        self._words = self._words or {word: m.address for m in self.targets for word in names_of_type(m)}
        found = self._words.get(fold(value))
        if found is None:
            raise ValidationError(
                _("“%(value)s” is not a type of record here: write one of %(types)s.")
                % {"value": value, "types": ", ".join(m.address for m in self.targets)}
            )
        return found


class RecordColumn(Column):
    """The record that a row hangs on, by its slug; the column `type` says of which type."""

    def __init__(self, model):
        self.arc = {name: model._meta.get_field(name).remote_field.model for name in model.ARC}
        self.by_address = {target.address: target for target in self.arc.values()}
        super().__init__(attribute="record", widget=LinkWidget())

    def forms(self):
        """How it goes with the column before it."""
        yield _("The address (slug) of the record that the row is about; the column “type” says of which type it is.")

    @property
    def paths(self):
        """The slugs behind the arc."""
        return tuple(f"{name}__slug" for name in self.arc)

    def shown(self, values, public):
        """The slug of the one record."""
        return next((slug for slug in values if slug is not None), "")

    def target(self, row):
        """The type of record that the row names, or None."""
        return self.by_address.get(row.value("type"))

    def targets(self, text, row):
        """The record."""
        target = self.target(row)
        return ((target, text),) if text and target else ()

    def resolved(self, text, row, links):
        """The record's present slug."""
        target = self.target(row)
        return links.slug(target, text) if text and target else text

    def put(self, instance, text, links):
        """Hang the row on the record: `HangingResource` knows the type."""


def names_of_type(model):
    """The folded words that mean a type of record: its address and its names in every language."""
    words = {fold(model.address)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {fold(str(model._meta.verbose_name)), fold(str(model._meta.verbose_name_plural))}
    return words
