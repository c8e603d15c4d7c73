"""The records that cells name, looked up for many rows at once."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.models import RECORD_TYPES, FormerSlug, arc_name
from archive.spreadsheets.widgets import nearest

# So many known slugs at most are compared with one that is unknown.
MOST_COMPARED = 50_000


class Links:
    """Slugs as written, and the rows they lead to by their present or a former slug."""

    def __init__(self, pending=()):
        # (model, slug as written) → the row, with all its columns.
        self.found = {}
        # What the sheet itself will create: known, but not stored yet.
        self.pending = set(pending)
        self._known = {}

    def look_up(self, wanted) -> None:
        """Find each (model, slug) that is not found yet: two queries a model at most."""
        by_model = defaultdict(set)
        for model, slug in wanted:
            if (model, slug) not in self.found:
                by_model[model].add(slug)
        for model, slugs in by_model.items():
            rows = {row.slug: row for row in model._base_manager.filter(slug__in=slugs)}
            missing = slugs - set(rows)
            if missing and model in RECORD_TYPES:
                rows |= self._by_former_slug(model, missing)
            self.found |= {(model, slug): row for slug, row in rows.items()}

    @staticmethod
    def _by_former_slug(model, slugs):
        key = arc_name(model)
        former = FormerSlug._base_manager.filter(slug__in=slugs, **{f"{key}__isnull": False}).values_list("slug", key)
        former = dict(former)
        rows = model._base_manager.in_bulk(former.values()) if former else {}
        return {slug: rows[pk] for slug, pk in former.items()}

    def knows(self, model, slug) -> bool:
        """Whether the slug leads to a row, stored or about to be."""
        return (model, slug) in self.found or (model, slug) in self.pending

    def get(self, model, slug):
        """The row, or None where it is not stored yet."""
        return self.found.get((model, slug))

    def slug(self, model, slug) -> str:
        """The present slug of the row; ValidationError, with the nearest known slug, where there is none."""
        row = self.get(model, slug)
        if row is not None:
            return row.slug
        if (model, slug) in self.pending:
            return slug
        sentence = _("There is no %(type)s “%(value)s”: write the slug of one that exists, or add it first.") % {
            "type": model._meta.verbose_name,
            "value": slug,
        }
        raise ValidationError(sentence + nearest(slug, self._slugs_of(model)))

    def _slugs_of(self, model):
        if model not in self._known:
            self._known[model] = list(model._base_manager.order_by("pk").values_list("slug", flat=True)[:MOST_COMPARED])
        return self._known[model]
