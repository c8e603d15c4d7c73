"""Trade figures: what countries sold each other, as a source counted it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField

from archive import countries, dates
from archive.models.base import Record
from archive.models.fields import CountriesField, CountryField, EDTFField, LineField, NumberField, ProseField
from archive.models.heading import in_time
from archive.models.rules import within

# SQLite counts no digits of a number.
_MOST = 10**18 - 1


class TradeFigure(Record):
    """The trade of a period from one country to another, or in both directions between two."""

    address = "trade"
    FACTS = ("period", "exporter", "importer", "between", "amount", "currency", "goods")
    dated_by = "period"
    COUNTRY_LOOKUPS = ("exporter", "importer", "between")

    period = EDTFField(_("period"), blank=False)
    exporter = CountryField(_("exporter"), blank=True, help_text=_("Empty for trade in both directions."))
    importer = CountryField(_("importer"), blank=True, help_text=_("Empty for trade in both directions."))
    between = CountriesField(
        _("between"),
        max_length=10,
        blank=True,
        help_text=_("For trade in both directions: the two countries, separated by “; ”."),
    )
    amount = NumberField(_("amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = LineField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217 code, such as USD."))
    goods = TranslatedField(ProseField(_("goods"), blank=True, help_text=_("Kinds of goods, separated by “; ”.")))

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("trade figure")
        verbose_name_plural = _("trade figures")
        default_related_name = "trade_figures"
        indexes = [
            *in_time("trade_figure", "period"),
            # Of a pair of countries: each way, and both ways together.
            models.Index(fields=["exporter", "importer"], name="trade_by_direction"),
            models.Index(fields=["between"], name="trade_both_ways"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(exporter="") & Q(importer="")) | (~Q(exporter="") & ~Q(importer="") & Q(between="")),
                name="trade_figure_has_direction",
                violation_error_message=_(
                    "Give both exporter and importer; or neither, and the two countries under “between” "
                    "for trade in both directions."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""),
                name="trade_figure_amount_has_currency",
                violation_error_message=_("An amount needs its currency: write the ISO 4217 code, such as USD."),
            ),
            within("amount", -_MOST, _MOST, "trade_figure_amount_has_eighteen_digits"),
            models.CheckConstraint(
                condition=~Q(period=""),
                name="trade_figure_has_period",
                violation_error_message=_("Write the period, such as 2023."),
            ),
        ]

    def __str__(self):
        language = get_language() or "en"
        period = dates.words(self.period, language) if self.period else ""
        if self.exporter:
            pair = {"one": countries.name(self.exporter, language), "other": countries.name(self.importer, language)}
            return gettext("Exports from %(one)s to %(other)s, %(period)s") % {**pair, "period": period}
        names = [countries.name(code, language) for code in self.between.split("; ") if code]
        if len(names) != 2:
            return gettext("Trade in both directions, %(period)s") % {"period": period}
        return gettext("Trade between %(one)s and %(other)s, %(period)s") % {
            "one": names[0],
            "other": names[1],
            "period": period,
        }
