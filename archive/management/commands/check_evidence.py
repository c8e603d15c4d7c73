"""Counts the facts of the archive that lack evidence: `python manage.py check_evidence`."""

import json
import sys
from dataclasses import asdict, dataclass

from django.core.management.base import BaseCommand

from archive import evidence
from archive.models import RECORD_TYPES, Citation
from archive.models.links import key_to
from archive.writing import SET_SIZE, batched


@dataclass(slots=True)
class Tally:
    """How many records there are, how many factual fields they fill, and how many of these lack which evidence."""

    records: int = 0
    facts: int = 0
    uncited: int = 0
    without_locator: int = 0
    unsupported: int = 0

    def add(self, other):
        """Add the counts of another tally."""
        for name, count in asdict(other).items():
            setattr(self, name, getattr(self, name) + count)


class Command(BaseCommand):
    """Print, per record type, how its facts are attested, and name each gap; exit 1 if a fact has no citation."""

    help = "Counts filled factual fields that have no published citation, no locator or no supporting source."

    def handle(self, *, verbosity, **options):
        total = Tally()
        for model in RECORD_TYPES:
            tally, gaps = weigh_type(model)
            total.add(tally)
            self.stdout.write(
                f"{model.address}: {tally.records} records, {tally.facts} facts, {tally.uncited} without a citation, "
                f"{tally.without_locator} without a locator, {tally.unsupported} that no source supports"
            )
            for gap in gaps:
                self.stdout.write(f"  {gap}")
        self.stdout.write(json.dumps(asdict(total)))
        if total.uncited:
            sys.exit(1)


def weigh_type(model) -> tuple[Tally, list[str]]:
    """The counts of one record type, and each gap as `visits/slug: field` with what is missing."""
    tally, named = Tally(), []
    for pks in batched(model._base_manager.order_by("slug").values_list("pk", flat=True), SET_SIZE):
        facts, gaps = evidence.accepted(model, pks), evidence.gaps(model, pks)
        located = located_fields(model, pks)
        for pk in pks:
            record = facts[pk].record
            filled = [name for name in model.FACTS if facts[pk].filled(name)]
            nowhere = [n for n in filled if n not in gaps[pk].uncited and (pk, n) not in located]
            missing = {
                "no citation": gaps[pk].uncited,
                "no locator": nowhere,
                "no source supports it": gaps[pk].unsupported,
            }
            tally.add(Tally(1, len(filled), *map(len, missing.values())))
            named += [
                f"{model.address}/{record.slug}: {name} ({what})" for what, names in missing.items() for name in names
            ]
    return tally, named


def located_fields(model, pks) -> set[tuple[int, str]]:
    """(record's primary key, field) of each published citation of these records that says where in its source."""
    key = key_to(Citation, model)
    cited = Citation.objects.published().filter(**{f"{key}__in": pks}).exclude(locator="")
    return set(cited.values_list(f"{key}_id", "field"))
