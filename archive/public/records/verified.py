"""When a record was last found as it was stored, from the verifications of the whole archive."""

from django.db.models import Exists, OuterRef, Q, Subquery

from archive.models import Damage, Outcome, PreservationEvent, Preserving
from archive.preserving import MOST_NAMED


def when_verified(model) -> Subquery:
    """The time of the last verification of everything that found nothing wrong with a record, in the record's query.

    Nothing is written to records for it. Where the database itself was found damaged, or more than is kept by name,
    nothing is claimed.
    """
    of_it = Q(type=model.address, slug=OuterRef(OuterRef("slug"))) | Q(type="database")
    rows = PreservationEvent.objects.filter(
        ~Exists(Damage.objects.filter(of_it, event=OuterRef("pk"))),
        kind=Preserving.VERIFICATION,
        place="",
        outcome__in=[Outcome.SOUND, Outcome.DAMAGED],
        damaged__lte=MOST_NAMED,
        started_at__gte=OuterRef("created_at"),
    )
    return Subquery(rows.order_by("-pk").values("started_at")[:1])
