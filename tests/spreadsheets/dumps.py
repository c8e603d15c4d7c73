"""The whole archive as plain data, without keys and times, for tests that compare before with after."""

from archive import snapshot
from archive.models import RECORD_TYPES, Discrepancy, Place

COMPUTED = ("evidence", "uncited", "unsupported", "search_text")


def dump() -> dict:
    """Every record and place by type and slug, with all that hangs on it and all that is computed of it."""
    found = {}
    for model in (Place, *RECORD_TYPES):
        names = [name for name in COMPUTED if hasattr(model, name)]
        computed = {
            pk: dict(zip(names, values, strict=True)) for pk, *values in model.objects.values_list("pk", *names)
        }
        for pk, taken in snapshot.take(model, list(computed)).items():
            found[model.address, taken["slug"]] = taken | computed[pk]
    found["discrepancies"] = sorted((str(d.record), d.field, d.state, d.is_public) for d in Discrepancy.objects.all())
    return found
