"""The records that cells name, looked up for many rows at once."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.models import FormerSlug
from archive.models.base import Record
from archive.models.fields import ProseField, SearchField
from archive.models.links import key_to
from archive.models.sets import SlugList
from archive.spreadsheets.sight import Sight
from archive.spreadsheets.widgets import nearest

# So many known slugs at most are compared with one that is unknown.
MOST_COMPARED = 50_000
# For so many unknown slugs at most the nearest known one is looked for.
MOST_HINTS = 200
# So many rows at most are kept for the next set of those who name them.
_MOST_KEPT = 3_000


class Links:
    """Slugs as written, and the rows they lead to by their present or a former slug."""

    def __init__(self, pending=(), sight=None):
        # (model, slug as written) → the row, with what it goes by, without its long texts.
        self.found = {}
        # What the sheet itself will create: known, but not stored yet. Whatever tells whether (model, slug) is in it.
        self.pending = pending
        # What somebody does not see is not there for them.
        self.sight = sight or Sight()
        self._known, self._hints = {}, 0

    def trim(self) -> None:
        """Forget what was looked up where it has become much: between two sets of rows."""
        if len(self.found) > _MOST_KEPT:
            self.found.clear()

    def look_up(self, wanted) -> None:
        """Find each (model, slug) that is not found yet: two queries a model at most."""
        by_model = defaultdict(set)
        for pair in wanted:
            if pair not in self.found:
                by_model[pair[0]].add(pair[1])
        for model, slugs in by_model.items():
            rows = {row.slug: row for row in self.sight.among(_short(model).filter(slug__in=slugs))}
            missing = slugs - set(rows)
            if missing and key_to(FormerSlug, model):
                rows |= self._by_former_slug(model, missing)
            self.found |= {(model, slug): row for slug, row in rows.items()}

    def keys(self, model, slugs) -> dict[str, int]:
        """The primary key of the row to which each of these slugs leads, present or former: three queries at most."""
        rows = self.sight.among(model.objects.order_by())
        found = dict(rows.filter(slug__in=SlugList(slugs)).values_list("slug", "pk"))
        missing = [slug for slug in slugs if slug not in found]
        key = key_to(FormerSlug, model)
        if missing and key:
            former = FormerSlug._base_manager.filter(slug__in=missing, **{f"{key}__isnull": False})
            former = dict(former.values_list("slug", key))
            seen = set(rows.filter(pk__in=former.values()).values_list("pk", flat=True)) if former else ()
            found |= {slug: pk for slug, pk in former.items() if pk in seen}
        return found

    def _by_former_slug(self, model, slugs):
        key = key_to(FormerSlug, model)
        former = FormerSlug._base_manager.filter(slug__in=slugs, **{f"{key}__isnull": False}).values_list("slug", key)
        former = dict(former)
        rows = self.sight.among(_short(model)).in_bulk(former.values()) if former else {}
        return {slug: rows[pk] for slug, pk in former.items() if pk in rows}

    def knows(self, model, slug) -> bool:
        """Whether the slug leads to a row, stored or about to be."""
        return (model, slug) in self.found or (model, slug) in self.pending

    def get(self, model, slug):
        """The row, or None where it is not stored yet."""
        return self.found.get((model, slug))

    def slug(self, model, slug) -> str:
        """The present slug of the row; ValidationError, with the nearest known slug, where there is none."""
        row = self.found.get((model, slug))
        if row is not None:
            return row.slug
        if (model, slug) in self.pending:
            return slug
        sentence = _("There is no %(type)s “%(value)s”: write the slug of one that exists, or add it first.") % {
            "type": model._meta.verbose_name,
            "value": slug,
        }
        raise ValidationError(sentence + self._hint(model, slug))

    def _hint(self, model, slug):
        # To compare with all slugs takes long: an editor who has so many to repair knows by then what is wrong.
        self._hints += 1
        return nearest(slug, self._slugs_of(model)) if self._hints <= MOST_HINTS else ""

    def _slugs_of(self, model):
        if model not in self._known:
            seen = self.sight.among(model.objects.order_by("pk"))
            self._known[model] = list(seen.values_list("slug", flat=True)[:MOST_COMPARED])
        return self._known[model]


def _short(model):
    """The rows of a model without their long texts, of which thousands would fill the memory."""
    long = [f.attname for f in model._meta.concrete_fields if isinstance(f, ProseField | SearchField)]
    return model.objects.defer(*long) if issubclass(model, Record) else model.objects.all()
