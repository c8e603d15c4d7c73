"""The versions to take back, record by record: in which runs they follow each other, what was before and after each."""

from typing import NamedTuple

from archive import snapshot
from archive.models import Place, Revision, arc_name
from archive.models.sets import keys
from archive.writing import SET_SIZE, batched


def in_sets(rows):
    """Sets of rows that are worked on at once."""
    return batched(rows, SET_SIZE)


class Line(NamedTuple):
    """A record with versions to take back: its slug then, and the first and last number of each run, oldest first.

    Between two runs stand versions that stay. A record that is no more has no key, but the version that deleted it.
    """

    pk: int | None
    slug: str
    runs: tuple[tuple[int, int], ...] = ()
    deletion: int = 0

    @property
    def last(self) -> int:
        """The number of the last version that is taken back."""
        return self.runs[-1][1]

    def holds(self, number) -> bool:
        """Whether the version of this number is one that is taken back."""
        return any(first <= number <= last for first, last in self.runs)


class _Drawing:
    """A line while its versions come in, the oldest first."""

    __slots__ = ("deletion", "last", "runs", "slug")

    def __init__(self, slug):
        # Of each run: the first number, the last of a version that is no deletion, the last.
        self.slug, self.runs, self.deletion, self.last = slug, [], 0, 0

    def add(self, number, is_deletion):
        """One more version."""
        if not self.runs or self.runs[-1][2] != number - 1:
            self.runs.append([number, 0, number])
        self.runs[-1][2] = self.last = number
        if not is_deletion:
            self.runs[-1][1] = number

    def living(self, pk) -> Line | None:
        """The line of a record that is there: a deletion at the end of a run was taken back by others."""
        runs = tuple((first, last) for first, last, _end in self.runs if last)
        return Line(pk, self.slug, runs) if runs else None

    def dead(self) -> Line:
        """The line of a record that is no more, its deletion included."""
        return Line(None, self.slug, tuple((first, end) for first, _last, end in self.runs), self.deletion)


class Lines:
    """The records of one type that a set of versions created, changed and deleted, and those that are no more."""

    def __init__(self, selection, model):
        self.selection, self.model = selection, model
        self.created, self.changed, self.deleted, self.gone = [], [], [], []
        self._draw()

    def __len__(self):
        return len(self.created) + len(self.changed) + len(self.deleted)

    def _draw(self):
        key, spared = f"{arc_name(self.model)}_id", self.selection.spared(self.model)
        living, dead, ended = {}, {}, []
        rows = self.selection.versions(self.model).order_by("pk")
        for version, pk, slug, number, is_deletion in rows.values_list("pk", key, "slug", "number", "deleted"):
            if pk is not None:
                if (pk, number) not in spared and version not in spared:
                    living.setdefault(pk, _Drawing(slug)).add(number, is_deletion)
                continue
            line = dead.get(slug)
            if line is None or line.deletion or number <= line.last:
                line = dead[slug] = _Drawing(slug)
                ended.append(line)
            if version not in spared:
                line.add(number, is_deletion)
                line.deletion = version if is_deletion else 0
        self.deleted = [line.dead() for line in ended if line.deletion]
        # A record that was created by this and deleted since is as it should be.
        self.gone = [one.dead() for one in ended if one.runs and not one.deletion and one.runs[0][0] > 1]
        self._divide(filter(None, (line.living(pk) for pk, line in living.items())))

    def _divide(self, lines):
        for some in in_sets(lines):
            older = set(self._living(some, {line.runs[0][0] - 1 for line in some}).values_list(*self._known_by()))
            for line in some:
                (self.changed if (line.pk, line.runs[0][0] - 1) in older else self.created).append(line)

    def _known_by(self):
        return f"{arc_name(self.model)}_id", "number"

    def _living(self, lines, numbers):
        """The versions with these numbers in which these records were there; a deleted record has none."""
        key = f"{arc_name(self.model)}__in"
        return Revision._base_manager.filter(**{key: keys(e.pk for e in lines)}, number__in=numbers, deleted=False)

    def pairs(self, lines) -> dict[int, list[tuple]]:
        """The snapshots before and after each run, by primary key, the newest first; None before a creation."""
        numbers = {number for line in lines for first, last in line.runs for number in (first - 1, last)}
        rows = self._living(lines, numbers).values_list(*self._known_by(), "snapshot")
        taken = {(pk, number): found for pk, number, found in rows}
        snapshot.with_present_slugs(self.model, taken.values())
        return {
            line.pk: [
                (taken.get((line.pk, first - 1)), taken[line.pk, last])
                for first, last in reversed(line.runs)
                if (line.pk, last) in taken
            ]
            for line in lines
        }

    def states_before_deletion(self, lines) -> list[tuple[dict | None, list[tuple]]]:
        """What each of these records was before the run that ends with its deletion, and the pairs of its older runs.

        None where that run created it.
        """
        deletions = Revision._base_manager.filter(pk__in=keys(line.deletion for line in lines))
        last = dict(deletions.values_list("pk", "snapshot"))
        earlier = _Earlier(self.model, [line for line in lines if line.runs != ((line.last, line.last),)])
        found = [(earlier.before(line, last[line.deletion]), earlier.pairs(line)) for line in lines]
        every = [s for state, pairs in found for s in (state, *(one for pair in pairs for one in pair)) if s]
        snapshot.with_present_slugs(self.model, {id(s): s for s in every}.values())
        return found

    def adopt(self, records) -> None:
        """Give records that were made again the versions that they had, by (line, primary key)."""
        key = arc_name(self.model)
        for some in in_sets(records):
            earlier = _Earlier(self.model, [line for line, _pk in some])
            for line, pk in some:
                Revision._base_manager.filter(pk__in=earlier.history(line)).update(**{key: pk})


class _Earlier:
    """The versions of records that are no more, which nothing but their address and number holds together."""

    def __init__(self, model, lines):
        self.found = {}
        if not lines:
            return
        slugs = [line.slug for line in lines]
        lost = {"record_type": model.address, f"{arc_name(model)}__isnull": True}
        rows = Revision._base_manager.filter(**lost, slug__in=slugs).order_by("-pk")
        for version, slug, number, is_deletion in rows.values_list("pk", "slug", "number", "deleted"):
            self.found.setdefault(slug, []).append((version, number, is_deletion))

    def history(self, line) -> list[int]:
        """The keys of the record's versions, the deletion first: each has the number before that of the next."""
        found, number = [], line.last
        for version, its_number, _is_deletion in self.found.get(line.slug, ()):
            if version <= line.deletion and its_number == number:
                found.append(version)
                number -= 1
        return found

    def _numbered(self, line):
        return dict(zip(range(line.last, 0, -1), self.history(line), strict=False))

    def before(self, line, deleted) -> dict | None:
        """The record before the run that ends with its deletion; `deleted` is what it was when it went."""
        first, last = line.runs[-1]
        if first == last:
            return deleted
        version = self._numbered(line).get(first - 1)
        if version is None:
            return None if first == 1 else deleted
        row = Revision._base_manager.only("snapshot", "deleted").get(pk=version)
        return None if row.deleted else row.snapshot

    def pairs(self, line) -> list[tuple]:
        """The snapshots before and after each older run, the newest first."""
        if len(line.runs) == 1:
            return []
        numbered = self._numbered(line)
        found = []
        for first, last in reversed(line.runs[:-1]):
            if last in numbered:
                found.append((self._taken(numbered.get(first - 1)), self._taken(numbered[last])))
        return found

    @staticmethod
    def _taken(version):
        row = Revision._base_manager.only("snapshot", "deleted").filter(pk=version).first()
        return None if row is None or row.deleted else row.snapshot


class PlaceLines(Lines):
    """The places of a selection, which keep no history of their own: the imports that wrote them remember them."""

    def _draw(self):
        # By primary key (before, after) of each import, the newest first.
        self.taken = self.selection.places()
        for pk, pairs in self.taken.items():
            before, after = pairs[-1][0], pairs[0][1]
            slug = next((s["slug"] for pair in pairs for s in reversed(pair) if s), "")
            if after is None and before is not None:
                self.deleted.append(Line(pk, slug, ((0, 0),)))
            elif before is None and after is not None:
                self.created.append(Line(pk, slug, ((0, 0),)))
            elif before != after or len(pairs) > 1:
                self.changed.append(Line(pk, slug, ((0, 0),)))

    def pairs(self, lines):
        """The snapshots before and after each import, by primary key, the newest first."""
        found = {line.pk: [pair for pair in self.taken[line.pk] if pair[1] is not None] for line in lines}
        every = [s for pairs in found.values() for pair in pairs for s in pair if s]
        snapshot.with_present_slugs(self.model, every)
        return found

    def states_before_deletion(self, lines):
        """What these places were before an import deleted them."""
        found = [(self.taken[line.pk][0][0], self.taken[line.pk][1:]) for line in lines]
        snapshot.with_present_slugs(self.model, [state for state, _pairs in found if state])
        return found

    def adopt(self, records):
        """Places have no versions."""


def lines_of(selection, model) -> Lines:
    """The lines of a selection of versions of this type, or of places."""
    return (PlaceLines if model is Place else Lines)(selection, model)
