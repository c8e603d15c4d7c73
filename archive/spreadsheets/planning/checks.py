"""What the archive asks of a whole row: required values, the database's conditions, its own rule, no old revision."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils.translation import gettext as _

from archive.models.conditions import CannotTell, asked, refuses


class Checks:
    """The checks of one sheet's rows."""

    def __init__(self, resource, sheet):
        self.resource, self.sheet = resource, sheet
        self.columns = {column.column_name: column for column in resource.columns()}
        model = resource.model()
        self.conditions = asked(model)
        self.required = [c for c in self.columns.values() if _is_required(c)]
        self.has_own_rule = model.clean is not models.Model.clean

    def check(self, row, links):
        """Refuse a row that is new or changed and may not be stored so."""
        self._check_required(row)
        self._check_revision(row)
        if row.failed:
            return
        for constraint in self.conditions:
            if self._breaks(constraint, row):
                row.refuse(self.sheet, "", constraint.get_violation_error_message())
        if self.has_own_rule:
            self._check_own_rule(row, links)

    def _check_required(self, row):
        for column in self.required:
            name = column.column_name
            has_default = column.field is not None and column.field.default is not NOT_PROVIDED
            if not row.value(name) and not (has_default and row.line is None):
                row.refuse(self.sheet, name, _("This column must be filled."))

    def _check_revision(self, row):
        if row.line is None or not row.texts.get("revision"):
            return
        stored = row.line.cells["revision"]
        written = row.texts["revision"]
        if not written.isdecimal():
            row.refuse(
                self.sheet, "revision", _("The revision is a whole number: leave it as it was exported, or empty.")
            )
        elif int(written) < int(stored):
            sentence = _(
                "The record has been changed since this sheet was exported (it is at revision %(stored)s): "
                "export it again."
            )
            row.refuse(self.sheet, "revision", sentence % {"stored": stored})

    def _breaks(self, constraint, row):
        return refuses(constraint.condition, lambda name: self._value(row, name))

    def _value(self, row, name):
        column = self.columns.get(name)
        if column is None or column.field is None:
            raise CannotTell
        text = row.value(name)
        if column.field.is_relation:
            return text or None
        if not text and row.line is None and column.field.default is not NOT_PROVIDED:
            return column.field.get_default()
        return column.field.to_python(text) if text else None if column.field.null else ""

    def _check_own_rule(self, row, links):
        try:
            self.unsaved(row, links).clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                for sentence in sentences:
                    row.refuse(self.sheet, "" if name == NON_FIELD_ERRORS else name, sentence)

    def unsaved(self, row, links):
        """The row as it would be stored, unsaved."""
        instance = self.resource.model()()
        for name, column in self.columns.items():
            if not column.reads_only and row.value(name):
                column.put(instance, row.value(name), links)
        record = self.columns.get("record")
        for target, slug in record.targets(row.value("record"), row) if record else ():
            # A record that the same sheet creates cannot be hung on before it is stored.
            if links.get(target, slug) is not None:
                instance.record = links.get(target, slug)
        return instance


def _is_required(column):
    if column.column_name in ("type", "record"):
        return True
    if column.field is None or column.many or column.column_name in ("slug", "key", "revision"):
        return False
    return not column.field.blank
