"""The fields of the form of columns: a quick choice among many columns, and lines of words with their meaning."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.text import fold

DATE_ORDERS = [
    ("", gettext_lazy("are refused as unclear")),
    ("dmy", gettext_lazy("are day, month, year")),
    ("mdy", gettext_lazy("are month, day, year")),
    ("ymd", gettext_lazy("are year, month, day")),
]


def column_words(column) -> str:
    """What a column of ours is called in the editor's language, with its name in sheets: `Title (en) · title_en`."""
    name = column.column_name
    if column.field is None:
        return capfirst(name.replace("_", " "))
    words = capfirst(str(column.field.verbose_name))
    language = getattr(column.field, "_translated_field_language_code", None)
    words = f"{words} ({language})" if language else words
    return words if fold(words) == fold(name) else f"{words} · {name}"


class TargetSelect(forms.Select):
    """A choice among our columns, the likely ones first; written without a template for each of many options."""

    def render(self, name, value, attrs=None, renderer=None):
        """The select with its options in groups."""
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen, groups = str(value or ""), []
        for first, second in self.choices:
            several = second if isinstance(second, list) else [(first, second)]
            lines = format_html_join(
                "", '<option value="{}"{}>{}</option>', ((v, " selected" if v == chosen else "", t) for v, t in several)
            )
            # What is suggested stands in its own group only.
            chosen = None if any(v == chosen for v, _t in several) else chosen
            is_group = several is second
            groups.append(format_html('<optgroup label="{}">{}</optgroup>', first, lines) if is_group else lines)
        return format_html("<select{}>{}</select>", flatatt(attrs), mark_safe("".join(groups)))


class LinesField(forms.CharField):
    """Lines of `theirs = ours` as a dictionary."""

    widget = forms.Textarea

    def to_python(self, value):
        """{theirs: ours}; a line without a sign is refused."""
        found = {}
        for line in filter(None, map(str.strip, (super().to_python(value) or "").splitlines())):
            theirs, sign, ours = line.rpartition("=")
            if not sign or not theirs.strip():
                raise ValidationError(
                    _("“%(line)s” has no “=”: write “what stands in the file = what it means”.") % {"line": line}
                )
            found[theirs.strip()] = ours.strip()
        return found

    def prepare_value(self, value):
        """The lines of a dictionary."""
        return "\n".join(f"{k} = {v}" for k, v in value.items()) if isinstance(value, dict) else value
