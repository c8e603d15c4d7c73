"""Filters of the editors' lists."""

from datetime import date, timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from archive.admin.wording import active, country_names
from archive.models import Citation, Source
from archive.models.fields import CountriesField
from archive.models.links import key_to
from archive.text import alphabetical


class CountryFilter(admin.SimpleListFilter):
    """Records that a country has a part in, by the countries in use, found in one query."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        """Codes in use with their names, in the order of the alphabet."""
        first, *others = (_column(model_admin.model, lookup) for lookup in model_admin.model.COUNTRY_LOOKUPS)
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


def _column(model, lookup):
    """The values of a column of a type, or of one that it links to: of all its rows, for no join is worth fewer."""
    *steps, name = lookup.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._base_manager.order_by().values_list(name).distinct()


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


class UncheckedFilter(admin.SimpleListFilter):
    """Records with a source that nobody has looked up since a day, or that was never looked up; sources likewise."""

    title = _("source not checked since")
    parameter_name = "unchecked_since"
    template = "admin/archive/unchecked_filter.html"

    def lookups(self, request, model_admin):
        """Never, and since when it matters most often; any other day is typed."""
        today = localdate()
        return [
            ("never", _("never checked")),
            (f"{today - timedelta(days=365)}", _("not within a year")),
            (f"{today - timedelta(days=3 * 365)}", _("not within three years")),
        ]

    def choices(self, changelist):
        """The usual choices, then what the form for another day needs."""
        yield from super().choices(changelist)
        kept = {name: value for name, value in changelist.params.items() if name not in (self.parameter_name, "p")}
        typed = "" if self.value() == "never" else self.value() or ""
        yield {"is_form": True, "kept": kept, "value": typed, "name": self.parameter_name}

    def queryset(self, request, queryset):
        """Those last looked up before the chosen day, or never; none where the day cannot be read."""
        chosen = self.value()
        if not chosen:
            return queryset
        day = parsed_day(chosen)
        if day is None and chosen != "never":
            return queryset.none()
        if queryset.model is Source:
            return queryset.filter(_unchecked("accessed_latest", day))
        # Record by record through its few sources: never all sources of that age, nor all their testimony.
        about = Citation.objects.filter(**{key_to(Citation, queryset.model): OuterRef("pk")})
        return queryset.filter(Exists(about.filter(_unchecked("source__accessed_latest", day))))


def _unchecked(column, day):
    """The condition that a column holds no day, or one before this day where one is given."""
    return Q(**{f"{column}__isnull": True}) | (Q(**{f"{column}__lt": day}) if day else Q())


def parsed_day(text):
    """The day of an ISO date; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
