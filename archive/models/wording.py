"""What a reader or editor sees of the names of fields."""

from django.utils.text import capfirst
from translated_fields import TranslatedField


def label(model, name) -> str:
    """The name of a field of a record type: a column, a translated text, a link or what hangs on the record."""
    described = getattr(model, name, None)
    if isinstance(described, TranslatedField):
        return capfirst(str(described.short_description))
    field = model._meta.get_field(name)
    return capfirst(str(field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name))
