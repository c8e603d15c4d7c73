"""A trade figure's page: a number, its direction, its goods, and the other numbers of the period."""

from django.utils.translation import gettext as _

from archive.models import TradeFigure
from archive.public.records.base import Moment, RecordPage, Section, listed_values
from archive.public.statements import Value
from archive.templatetags.reading import Text, money, titled, translated

# A page names this many other figures of the same period.
MOST_OTHERS = 60


class TradeFigurePage(RecordPage):
    """How much, of what, from whom to whom, in which period."""

    order = ("period", "amount", "exporter", "importer", "between", "goods", "currency")

    def state_amount(self):
        """The amount with its currency."""
        record = self.record
        values = [Value(Text(money(record.amount, record.currency)))] if record.amount is not None else []
        told = self.state("amount", values)
        told.notes += self.testimony.notes("currency")
        yield told

    def state_currency(self):
        """The currency stands with the amount, and so does its testimony; a disagreement about it stands alone."""
        yield self.remaining("currency")

    def state_goods(self):
        """The goods, each a value."""
        yield self.state("goods", listed_values(translated(self.record, "goods")))

    def linked(self):
        """The other figures of the same period."""
        others = TradeFigure.objects.published().filter(period=self.record.period).exclude(pk=self.record.pk)
        moments = [
            Moment("", "", titled(other), other.get_absolute_url(), detail=Text(money(other.amount, other.currency)))
            for other in others.order_by("pk")[:MOST_OTHERS]
        ]
        yield Section("others", _("Other figures of the period"), moments)
