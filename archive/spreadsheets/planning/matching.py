"""Which stored row a row of a sheet is about: by slug, present or former; by key; or by what it states."""

from collections import defaultdict

from django.utils.translation import gettext as _

from archive.models.sets import KeyList
from archive.spreadsheets.links import Links
from archive.spreadsheets.planning.slugs import taken_among
from archive.spreadsheets.sight import Sight
from archive.text import clean


class SlugMatch:
    """Rows of records and places know themselves by their slug."""

    def __init__(self, resource, sheet, in_file, sight):
        self.resource, self.sheet, self.in_file, self.sight = resource, sheet, in_file, sight
        # Which row of the file names a stored row by a former slug, so that two slugs of one record are found out.
        self.claimed: dict[int, int] = {}

    def by_key(self, rows, links):
        """Find the stored rows of these slugs."""
        model = self.resource.model()
        wanted = {clean(row.texts["slug"]): row for row in rows if row.texts.get("slug")}
        found = Links(sight=self.sight).keys(model, list(wanted))
        self._refuse_taken([wanted[slug] for slug in wanted if slug not in found])
        if not found:
            return
        stored = model._base_manager.filter(pk__in=KeyList(found.values()))
        lines = {line.pk: line for line in self.sight.lines(self.resource, self.resource.lines(stored))}
        for slug, pk in found.items():
            if slug != lines[pk].cells["slug"]:
                self._claim(wanted[slug], lines[pk])
            wanted[slug].line = lines[pk]
            # The slug is the key: a former one is not a change back to it.
            wanted[slug].texts["slug"] = lines[pk].cells["slug"]

    def _refuse_taken(self, rows):
        """An address that somebody else's draft has cannot be had; nothing else is told of it."""
        model = self.resource.model()
        if self.sight.sees_all(model) or not rows:
            return
        taken = taken_among(model, [clean(row.texts["slug"]) for row in rows])
        for row in rows:
            if clean(row.texts["slug"]) in taken:
                row.refuse(self.sheet, "slug", model._meta.get_field("slug").error_messages["unique"])

    def _claim(self, row, line):
        other = self.in_file.row_of(line.cells["slug"]) or self.claimed.setdefault(line.pk, row.number)
        if other != row.number:
            row.refuse(
                self.sheet,
                "slug",
                _("Row %(row)s is about the same record, under its other address: keep one of the two rows.")
                % {"row": other},
            )

    def by_meaning(self, rows, links):
        """A row without slug is new."""


class KeyMatch:
    """Rows of what hangs on records know themselves by their key, or by what they state."""

    def __init__(self, resource, sheet, sight=None):
        self.resource, self.sheet, self.sight = resource, sheet, sight or Sight()
        # What each row of the file states, as a mark, or the key of its stored row, and the row's number.
        self.seen: dict[int, int] = {}
        # The columns that say on what a row hangs, the record last.
        self.anchors = ("type", "record") if "record" in resource.KNOWN_BY else ("person",)
        # What a new row is given where it says nothing.
        fields = (field for field in resource.model()._meta.concrete_fields if field.name in resource.KNOWN_BY)
        self.usual = {field.name: str(field.get_default()) for field in fields if field.has_default()}

    def by_key(self, rows, links):
        """Find the stored rows of these keys."""
        keyed = {int(row.texts["key"]): row for row in rows if row.texts.get("key", "").isdecimal()}
        model = self.resource.model()
        stored = model.objects.filter(pk__in=[key for key in keyed if key < 2**63])
        for line in self._lines(stored):
            keyed[line.pk].line = line

    def by_meaning(self, rows, links):
        """Match the others with stored rows that state the same of the same record, and find what is stated twice."""
        stored = self.stored(rows, links)
        for row in rows:
            self._refuse_moved(row)
            if row.failed:
                continue
            meaning = self.meaning(row.value)
            if row.line is None and stored[meaning]:
                row.line = stored[meaning].pop(0)
            elif self.resource.UNIQUE and row.line and any(line.pk != row.line.pk for line in stored[meaning]):
                row.refuse(
                    self.sheet,
                    "",
                    _("Another row of the archive states the same already: change or leave out this one."),
                )
            self._note(row, meaning)

    def _refuse_moved(self, row):
        for name in self.anchors:
            if row.line and row.value(name) != row.line.cells[name]:
                sentence = _(
                    "Row %(key)s of the archive is about “%(record)s”: "
                    "leave the key empty to add a row about another record."
                )
                about = row.line.cells[self.anchors[-1]]
                row.refuse(self.sheet, "key", sentence % {"key": row.line.pk, "record": about})
                return

    def _note(self, row, meaning):
        # An exported row with its key may state the same as another one; without, two such rows are one too many.
        mark = ("key", row.line.pk) if row.line and not self.resource.UNIQUE else meaning
        first = self.seen.setdefault(hash(mark), row.number)
        if first != row.number:
            row.refuse(
                self.sheet, "", _("Row %(row)s of the sheet states the same: keep one of the two.") % {"row": first}
            )

    def meaning(self, value):
        """What a row states, by which it is known: `value` gives the text of a column."""
        return tuple(value(name) or self.usual.get(name, "") for name in self.resource.KNOWN_BY)

    def stored(self, rows, links):
        """The stored rows that hang on the records of these rows, by what they state; those matched by key last."""
        model, pks = self.resource.model(), defaultdict(set)
        taken = {row.line.pk for row in rows if row.line}
        anchor = self.anchors[-1]
        column = self.resource.column(anchor)
        for row in rows:
            for target, slug in column.targets(row.value(anchor), row):
                found = links.get(target, slug)
                if found is not None:
                    pks[next(n for n in arc_of(model) if model._meta.get_field(n).remote_field.model is target)].add(
                        found.pk
                    )
        found = defaultdict(list)
        for name, some in pks.items():
            for line in self._lines(model.objects.filter(**{f"{name}__in": some}).order_by("pk")):
                if line.pk not in taken or self.resource.UNIQUE:
                    found[self.meaning(lambda column, cells=line.cells: cells[column])].append(line)
        return found

    def _lines(self, queryset):
        """The stored rows that are seen, without what is not."""
        return self.sight.lines(self.resource, self.resource.lines(self.sight.among(queryset)))


def arc_of(model):
    """The foreign keys by which a row hangs on a record."""
    return getattr(model, "ARC", ("person",))


def match_for(resource, sheet, in_file, sight):
    """The way in which rows of this sheet find their stored rows."""
    if resource.KNOWN_BY == ("slug",):
        return SlugMatch(resource, sheet, in_file, sight)
    return KeyMatch(resource, sheet, sight)
