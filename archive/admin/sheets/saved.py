"""Mappings kept under a name: proposed for the next file with the same headings, looked at and deleted in the admin."""

import json

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archive.admin.listing import QuickLists
from archive.admin.sheets.rights import importable, may_import, type_words
from archive.models import SavedMapping
from archive.spreadsheets import Mapping, UnreadableFile
from archive.text import fold

# A kept mapping is proposed for a file that has most of its headings.
_ENOUGH = 0.8


def folded(headings) -> list[str]:
    """The headings of a file as a kept mapping remembers them."""
    return [fold(heading) for heading in headings]


def proposed(type, headings) -> SavedMapping | None:
    """The kept mapping whose headings are most like those of a file, or None where none is."""
    theirs = set(folded(headings))
    scored = [(_likeness(set(kept.headings), theirs), kept) for kept in SavedMapping.objects.filter(type=type)]
    best = max(scored, key=lambda pair: (pair[0], pair[1].updated_at), default=(0, None))
    return best[1] if best[0] >= _ENOUGH else None


def _likeness(kept, theirs):
    return len(kept & theirs) / len(kept | theirs) if kept else 0


def keep(type, name, mapping, headings, user) -> SavedMapping:
    """Keep a mapping under a name, in place of one of the same name; what concerns one file only is left out."""
    data = {k: v for k, v in mapping.data().items() if k not in ("names", "encoding", "sheet")}
    values = {"mapping": data, "headings": folded(headings), "user": user}
    return SavedMapping.objects.update_or_create(type=type, name=name, defaults=values)[0]


def may_replace(user, saved) -> bool:
    """Whether somebody may rename, replace and delete a kept mapping: their own, or any if they see everything."""
    return saved.user_id == user.pk or user.has_perm("archive.view_savedmapping")


def mapping_of(saved) -> Mapping | None:
    """What a kept mapping says; None where the archive does not understand it any more."""
    try:
        return Mapping.of(saved.mapping)
    except UnreadableFile:
        return None


class SavedMappingForm(forms.ModelForm):
    """A kept mapping can be called differently."""

    def clean_name(self):
        """A name that no other mapping of the type has."""
        name = self.cleaned_data["name"]
        others = SavedMapping.objects.filter(type=self.instance.type, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("There is a mapping of this name already: choose another one."))
        return name


class SavedMappingAdmin(QuickLists, admin.ModelAdmin):
    """Kept mappings: made on the page of an import, seen and deleted by those who may import the type."""

    # Not the form of records, which Django would take for any model of the archive.
    change_form_template = "admin/change_form.html"
    form = SavedMappingForm
    list_display = ("name", "of_type", "user", "updated_at")
    list_filter = ("type",)
    search_fields = ("name",)
    fields = ("name", "of_type", "user", "updated_at", "content")
    readonly_fields = ("of_type", "user", "updated_at", "content")
    list_select_related = ("user",)

    @admin.display(description=_("Type"), ordering="type")
    def of_type(self, saved):
        """What the sheets that it is for hold."""
        return type_words(saved.type)

    @admin.display(description=_("Mapping"))
    def content(self, saved):
        """The mapping as JSON, as `import_sheet --mapping` takes it."""
        return format_html("<pre>{}</pre>", json.dumps(saved.mapping, ensure_ascii=False, indent=2))

    def get_queryset(self, request):
        """Those for types that this person may import."""
        return super().get_queryset(request).filter(type__in=importable(request.user))

    def has_module_permission(self, request):
        """Whoever may import anything."""
        return bool(importable(request.user))

    def has_add_permission(self, request):
        """A mapping is made over a file."""
        return False

    def has_view_permission(self, request, obj=None):
        """Whoever may import the type."""
        return may_import(request.user, obj.type) if obj else bool(importable(request.user))

    def has_change_permission(self, request, obj=None):
        """Those of one's own, or all for those who see everything."""
        return self.has_view_permission(request, obj) and (obj is None or may_replace(request.user, obj))

    has_delete_permission = has_change_permission


admin.site.register(SavedMapping, SavedMappingAdmin)
