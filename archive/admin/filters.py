"""Filters of the editors' lists."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.admin.wording import active, alphabetical, country_names
from archive.models.fields import CountriesField


class CountryFilter(admin.SimpleListFilter):
    """Records that a country has a part in, by the countries in use, found in one query."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        """Codes in use with their names, in the order of the alphabet."""
        lookups = model_admin.model.COUNTRY_LOOKUPS
        first, *others = (model_admin.model._base_manager.order_by().values_list(name).distinct() for name in lookups)
        cells = {cell for (cell,) in (first.union(*others) if others else first) if cell}
        codes = {code for cell in cells for code in cell.split("; ")}
        return sorted(((c, country_names(c)) for c in codes), key=lambda pair: alphabetical(pair[1], active()))

    def queryset(self, request, queryset):
        """Those of the chosen country."""
        code = self.value()
        if not code:
            return queryset
        model = queryset.model
        about = Q()
        for name in model.COUNTRY_LOOKUPS:
            several = "__" not in name and isinstance(model._meta.get_field(name), CountriesField)
            about |= Q(**{f"{name}__contains" if several else name: code})
        # By key, so that a record with two places in the country stands once.
        return queryset.filter(pk__in=model._base_manager.filter(about).values("pk"))


class GapFilter(admin.SimpleListFilter):
    """Records by what is missing in their evidence."""

    title = _("gaps")
    parameter_name = "gaps"

    def lookups(self, request, model_admin):
        """The two kinds of gap."""
        return [("uncited", _("facts without a citation")), ("unsupported", _("facts that no source supports"))]

    def queryset(self, request, queryset):
        """Those with a gap of the chosen kind."""
        return queryset.filter(**{f"{self.value()}__gt": 0}) if self.value() in ("uncited", "unsupported") else queryset


class OpenFirstFilter(admin.SimpleListFilter):
    """Discrepancies by state; those that wait for an editor unless another is chosen."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """The states, and all."""
        return [*model_admin.model._meta.get_field("state").choices, ("all", _("All"))]

    def choices(self, changelist):
        """Without Django's own “All”: nothing chosen means open."""
        chosen = self.value() or "open"
        for value, words in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": link, "display": words}

    def queryset(self, request, queryset):
        """Those in the chosen state."""
        chosen = self.value() or "open"
        return queryset if chosen == "all" else queryset.filter(state=chosen)
