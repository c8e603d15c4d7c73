"""A record's form filled in as a proposal has the record, so that it can be gone on with or corrected."""

from collections import defaultdict

from archive.models.links import key_to
from archive.snapshot import SATELLITES, RowsPlan, columns, other_keys, plain


class Filling:
    """What a record's form shows of a wanted snapshot: its own values, and of each inline the rows."""

    def __init__(self, record, wanted):
        self.record, self.wanted = record, wanted
        self.model = type(record)
        self.plans = {}

    def plan(self, satellite):
        """How the stored rows of an inline become the proposed ones, with the stored rows' keys."""
        if satellite not in self.plans:
            name = next(name for name, model in SATELLITES.items() if model is satellite)
            key = key_to(satellite, self.model)
            links = [f.name for f in columns(satellite) if f.is_relation]
            rows = satellite._base_manager.filter(**{key: self.record.pk}).select_related(*links).order_by("pk")
            stored = [(row, plain(row, without=other_keys(satellite, key))) for row in rows]
            self.plans[satellite] = RowsPlan(name, stored, self.wanted.get(name, []))
        return self.plans[satellite]

    def fresh(self, satellite) -> list[dict]:
        """The first values of the rows of an inline that the proposal adds."""
        return [self._values(satellite, row) for row in self.plan(satellite).fresh]

    def fill(self, form, formsets):
        """Put the proposed values into a form that is about to be shown."""
        form.initial.update(self._values(self.model, self.wanted))
        for field in self.model._meta.many_to_many:
            slugs = self.wanted.get(field.name, [])
            found = dict(field.remote_field.model._base_manager.filter(slug__in=slugs).values_list("slug", "pk"))
            form.initial[field.name] = [found[slug] for slug in slugs if slug in found]
        for each in formsets:
            self._fill_rows(each.formset)

    def _fill_rows(self, formset):
        plan = self.plan(formset.model)
        edited = {row.pk: snapshot for row, snapshot in plan.edited}
        gone = {row.pk for row in plan.gone}
        for form in formset.initial_forms:
            if form.instance.pk in edited:
                form.initial.update(self._values(formset.model, edited[form.instance.pk]))
            if form.instance.pk in gone:
                form.initial["DELETE"] = True

    @staticmethod
    def _values(model, taken) -> dict:
        """The values of form fields from a snapshot's columns; what is left out there is empty."""
        wanted = defaultdict(set)
        linked = [f for f in columns(model) if f.is_relation and f.name in taken]
        for field in linked:
            wanted[field.remote_field.model].add(taken[field.name])
        keys = {
            m: dict(m._base_manager.filter(slug__in=slugs).values_list("slug", "pk")) for m, slugs in wanted.items()
        }
        found = {f.name: taken.get(f.name, "") for f in columns(model) if not f.is_relation}
        return found | {f.name: keys[f.remote_field.model].get(taken[f.name]) for f in linked}
