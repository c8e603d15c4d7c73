"""A column of a sheet: what it shows of a stored row, how a cell is understood, and how it is put into a row."""

from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field

from archive.models import Status
from archive.models.fields import (
    ChoiceField,
    CountriesField,
    CountryField,
    EDTFField,
    IdentifierField,
    LineField,
    ProseField,
    WebAddressField,
)
from archive.models.sets import link
from archive.spreadsheets import widgets
from archive.spreadsheets.columns.explaining import allowed, explained


class Column(Field):
    """A column that holds one field of a row.

    `paths` are the look-ups from which `shown` makes the canonical text; `editors_only` columns are in no public
    download; `numeric` ones are written as real numbers. `field` is the model's field, or None.
    """

    editors_only = False
    numeric = False
    # Columns that only identify or inform: they are never written.
    reads_only = False
    many = False

    def __init__(self, field=None, *, attribute=None, widget=None, column_name=None):
        self.field = field
        name = attribute or field.name
        super().__init__(attribute=name, column_name=column_name or name, widget=widget or widget_for(field))

    @property
    def help(self) -> str:
        """What the column holds and in which form, as sentences in the active language."""
        return explained(self)

    @property
    def values(self) -> list[str]:
        """The values that it can take, where they can be listed."""
        return allowed(self)

    def forms(self):
        """Sentences about the form of its cells, beyond what the field and the widget say."""
        return ()

    @property
    def paths(self):
        """The look-ups whose values `shown` takes."""
        return (self.attribute,)

    def shown(self, values, public):
        """The canonical text of a stored row's values."""
        return self.widget.render(values[0])

    def texts(self, values, public) -> list[str]:
        """The canonical texts of many stored rows: `values` holds for each path those of all rows."""
        # Most columns say the same of many rows.
        rows = list(zip(*values, strict=True))
        known = {row: self.shown(row, public) for row in set(rows)}
        return [known[row] for row in rows]

    def texts_for(self, model, pks, public) -> list[str]:
        """The same of a column whose values stand in tables of their own, by the rows' primary keys."""
        found = self.shown_for(model, pks, public)
        return [found.get(pk, "") for pk in pks]

    def targets(self, text, row):
        """(model, slug) of each record that the cell names."""
        return ()

    def resolved(self, text, row, links):
        """The canonical text, with former slugs replaced by present ones."""
        return text

    def same(self, one, other):
        """Whether two canonical texts mean the same."""
        return one == other

    def put(self, instance, text, links):
        """Set the value of a canonical text on an unsaved row."""
        value = (
            self.field.to_python(text)
            if text
            else ("" if self.field.empty_strings_allowed and not self.field.null else None)
        )
        setattr(instance, self.field.attname, value)


class PlainColumn(Column):
    """A field of the row itself: text, date, country, choice, number."""

    def __init__(self, field, **kwargs):
        super().__init__(field, **kwargs)
        # A canonical text is what such a column holds; it is not understood a second time.
        self.is_text = isinstance(field, LineField | ProseField | ChoiceField | CountryField)
        self.numeric = isinstance(field, models.DecimalField | models.IntegerField)
        self.editors_only = field.name in ("note", "status", "revision")
        self.reads_only = field.name in ("revision", "id")

    def forms(self):
        """The revision is not an editor's to write."""
        if self.attribute == "revision":
            yield _("The version that was exported: leave it as it is. A row older than the record is not imported.")

    def texts(self, values, public):
        """Of texts themselves, which are as they are stored."""
        if isinstance(self.widget, widgets.TextWidget) and {str}.issuperset(map(type, values[0])):
            return values[0]
        return super().texts(values, public)

    def put(self, instance, text, links):
        """Set the value of a canonical text on an unsaved row."""
        if self.is_text:
            setattr(instance, self.attribute, text)
        else:
            super().put(instance, text, links)


class KeyColumn(PlainColumn):
    """The number of a row that has no slug, by which an exported row finds itself again."""

    def __init__(self, field):
        super().__init__(field, column_name="key")
        self.editors_only = True

    def forms(self):
        """Where the key comes from."""
        yield _("The number by which the archive knows the row: leave it as it is, and empty for a new row.")


class LinkColumn(Column):
    """A link to one other record, by its slug."""

    def __init__(self, field, **kwargs):
        super().__init__(field, widget=widgets.LinkWidget(), **kwargs)
        self.target = field.remote_field.model
        self.paths_to_target = (f"{field.name}__slug", *has_status(self.target, f"{field.name}__status"))

    def forms(self):
        """What it links to."""
        yield _("The address (slug) of one of the %(types)s.") % {"types": self.target._meta.verbose_name_plural}

    @property
    def paths(self):
        """The slug of the linked record and, where it has one, its standing."""
        return self.paths_to_target

    def shown(self, values, public):
        """The slug; for readers only that of a published record."""
        slug, *status = values
        return "" if slug is None or (public and status and status[0] != Status.PUBLISHED) else slug

    def targets(self, text, row):
        """The record that the cell names."""
        return ((self.target, text),) if text else ()

    def resolved(self, text, row, links):
        """The present slug of the record."""
        return links.slug(self.target, text) if text else ""

    def put(self, instance, text, links):
        """Link the row."""
        link(instance, self.field, links.get(self.target, text) if text else None)


def has_status(model, path):
    """The path where the model's rows can be drafts, else nothing."""
    return (path,) if hasattr(model, "status") else ()


def widget_for(field):
    """The widget of a model's field."""
    if isinstance(field, models.DecimalField | models.IntegerField):
        return widgets.NumberWidget(field)
    if field.name == "slug":
        return widgets.SlugWidget(field)
    kinds = (
        (EDTFField, widgets.DateWidget),
        (CountryField, widgets.CountryWidget),
        (CountriesField, widgets.CountriesWidget),
        (IdentifierField | WebAddressField, widgets.IdentifierWidget),
    )
    by_kind = next((widget for kind, widget in kinds if isinstance(field, kind)), None)
    return (by_kind or (widgets.ChoiceWidget if field.choices else widgets.TextWidget))(field)
