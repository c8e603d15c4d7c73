"""What one person sees of the records that sheets name: somebody else's draft is as if it did not exist."""

from collections import defaultdict

from django.db.models import Q

from archive.models import Citation, Place, Status
from archive.models.base import Record
from archive.models.links import key_to
from archive.models.revision import Revision
from archive.spreadsheets.columns import ManyColumn
from archive.spreadsheets.columns.many import parts_in
from archive.spreadsheets.resources import batched
from archive.spreadsheets.widgets import SEPARATOR


class Sight:
    """The eyes of a user; None sees everything, as the archive itself does."""

    def __init__(self, user=None):
        self.user = user

    def sees_all(self, model) -> bool:
        """Whether nothing of this type is hidden from this person."""
        opts = model._meta
        return self.user is None or self.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")

    def among(self, queryset):
        """Those of a queryset of records or places that this person sees."""
        model = queryset.model
        if not issubclass(model, Record) or self.sees_all(model):
            return queryset
        return queryset.filter(Q(status=Status.PUBLISHED) | Q(pk__in=self._own(model)))

    def _own(self, model):
        """The keys of the records of a type whose first version this person made."""
        key = key_to(Revision, model)
        rows = Revision._base_manager.filter(**{f"{key}__isnull": False}, number=1, author=self.user)
        return rows.order_by().values(key)

    def rows(self, queryset):
        """Those rows of a sheet that this person sees: records, or what hangs on records and names only such."""
        model = queryset.model
        if self.sees_all(model) or model is Place:
            return queryset
        if issubclass(model, Record):
            return self.among(queryset)
        for field in _links(model):
            seen = self.among(field.remote_field.model._base_manager.all())
            queryset = queryset.filter(
                Q(**{f"{field.name}__isnull": True}) | Q(**{f"{field.name}__in": seen.values("pk")})
            )
        return queryset.filter(Q(status=Status.PUBLISHED) | self._on_own(model)) if model is Citation else queryset

    def _on_own(self, model):
        """The condition that a row hangs on a record of this person's."""
        found = Q(pk__in=())
        for field in _links(model):
            if field.name != "source" or model is not Citation:
                found |= Q(**{f"{field.name}__in": self._own(field.remote_field.model)})
        return found

    def lines(self, resource, lines):
        """Lines of a sheet without what this person does not see: links to hidden records, notes on others' records."""
        if self.sees_all(resource.model()):
            yield from lines
            return
        for some in batched(lines):
            yield from self.cleared(resource, some)

    def cleared(self, resource, some) -> list:
        """The same of one set of lines, in a fixed number of queries."""
        model = resource.model()
        if self.sees_all(model):
            return some
        columns = [c for c in resource.columns() if hasattr(c, "target") or isinstance(c, ManyColumn)]
        texts = ((c, line.cells.get(c.column_name, "")) for c in columns for line in some)
        hidden = self._hidden(target for column, text in texts for target in _targets(column, text))
        own = self._own_rows(model, [line.pk for line in some])
        for line in some:
            for column in columns:
                name = column.column_name
                if line.cells.get(name):
                    line.cells[name] = _without(column, line.cells[name], hidden)
            if line.pk not in own and "note" in line.cells:
                line.cells["note"] = ""
        return some

    def _own_rows(self, model, pks):
        rows = model._base_manager.filter(pk__in=pks)
        if model is Place:
            return set()
        rows = rows.filter(pk__in=self._own(model)) if issubclass(model, Record) else rows.filter(self._on_own(model))
        return set(rows.values_list("pk", flat=True))

    def unseen(self, column, parts) -> set[str]:
        """Those parts of cells of a column that name what this person does not see."""
        if self.user is None:
            return set()
        named = {part: _targets(column, part) for part in parts}
        hidden = self._hidden(target for targets in named.values() for target in targets)
        return {part for part, targets in named.items() if hidden.intersection(targets)}

    def _hidden(self, targets):
        """Those of these (model, slug) that this person does not see."""
        named, found = defaultdict(set), set()
        for target, slug in targets:
            named[target].add(slug)
        for target, slugs in named.items():
            if issubclass(target, Record) and not self.sees_all(target):
                seen = self.among(target._base_manager.filter(slug__in=slugs))
                found |= {(target, slug) for slug in slugs - set(seen.values_list("slug", flat=True))}
        return found


def _links(model):
    """The foreign keys of what hangs on records to records."""
    return [f for f in model._meta.concrete_fields if f.is_relation and issubclass(f.remote_field.model, Record)]


def _targets(column, text):
    # The record on which a row hangs is seen, or the row would not be here; its column asks for the type beside it.
    return column.targets(text, None) if text and column.column_name != "record" else ()


def _without(column, text, hidden):
    if not isinstance(column, ManyColumn):
        return "" if any(target in hidden for target in _targets(column, text)) else text
    return SEPARATOR.join(part for part in parts_in(text) if not hidden.intersection(_targets(column, part)))
