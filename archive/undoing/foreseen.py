"""What an undo would do, told before it is done: nothing is written."""

from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from archive.models import Place, Revision, arc_name
from archive.models.sets import keys
from archive.review.rights import PUBLIC
from archive.snapshot import links_of
from archive.undoing.allowed import Way, rights_of
from archive.undoing.kept import Kept, Reason
from archive.undoing.lines import in_sets
from archive.undoing.removing import spare_linked
from archive.undoing.selection import OfImport
from archive.undoing.working import MODELS, Undoing


@dataclass
class Foreseen:
    """How many records an undo would delete, put back, make again and propose, by type too; and what it would keep."""

    deleted: int = 0
    restored: int = 0
    recreated: int = 0
    proposed: int = 0
    kept: list[Kept] = field(default_factory=list)
    # {type: {"deleted": …, "restored": …, "recreated": …, "proposed": …}}
    by_type: dict[str, dict[str, int]] = field(default_factory=dict)

    def __bool__(self):
        return bool(self.deleted or self.restored or self.recreated or self.proposed or self.kept)


def foresee(batch, by=None, within=False) -> Foreseen:
    """What undoing an import would do as things stand now."""
    return foresee_changes(OfImport(batch), by, within)


def foresee_changes(selection, by=None, within=False) -> Foreseen:
    """What taking back these versions would do as things stand now; by the rights of the user where `within`."""
    # The undo reads with locks where the database has them, and those want a transaction.
    with transaction.atomic() if connection.features.has_select_for_update else nullcontext():
        return _Foreseeing(selection, None, rights_of(by, within)).look()


class _Foreseeing(Undoing):
    """The same judgements, and none of the writing."""

    def look(self):
        """What each part of the undo would come to."""
        self.kept += self.selection.apart()
        self.by_type = defaultdict(lambda: dict.fromkeys(("deleted", "restored", "recreated", "proposed"), 0))
        # What links to what goes may not do so any more when all is done: by type and key, a snapshot or the line.
        self.later = defaultdict(dict)
        doomed = {model: self._judge(model) for model in MODELS}
        for model in MODELS:
            lines = self.found[model]
            self.kept += [Kept(model.address, line.slug, Reason.GONE) for line in lines.gone]
            for some in in_sets(lines.deleted):
                self._count(model, "recreated", len(self._states_again(model, some)))
            for some in in_sets(lines.changed):
                quiet = self._untouched(model, some)
                for pk in _empty(model, [line for line in some if line.pk in quiet]):
                    del quiet[pk]
                self.later[model] |= {line.pk: line for line in some if line.pk in quiet}
                self._count(model, "restored", len(quiet))
                self._restore(model, [line for line in some if line.pk not in quiet])
        self.kept += spare_linked(doomed, self._still_links)
        for model, found in doomed.items():
            self._count(model, "deleted", len(found))
        for model, _pk, _wanted in self.proposed:
            self._count(model, "proposed", 1)
        self._look_at_addresses(doomed)
        totals = {name: sum(counts[name] for counts in self.by_type.values()) for name in self._NAMES}
        return Foreseen(**totals, kept=self.kept, by_type=dict(self.by_type))

    _NAMES = ("deleted", "restored", "recreated", "proposed")

    def _count(self, model, name, number):
        if number:
            self.by_type[model.address][name] += number

    def _judge(self, model):
        """The records that would go; those that nobody has touched since are not looked into."""
        lines = self.found[model]
        quiet = self._untouched(model, lines.created)
        lines.created = [line for line in lines.created if line.pk not in quiet]
        doomed, present, wanted = self._judge_created(model)
        self._put_back(model, present, wanted)
        return quiet | doomed

    def _untouched(self, model, lines) -> dict[int, str]:
        """The drafts that are still as the last of these versions made them and go back in one step, with slugs."""
        found = {}
        if model is Place:
            return found
        for some in in_sets(line for line in lines if len(line.runs) == 1):
            last = {line.pk: line.last for line in some}
            drafts = model._base_manager.filter(pk__in=keys(last)).exclude(status__in=PUBLIC)
            rows = drafts.values_list("pk", "revision", "slug", "status")
            here = {pk: {"slug": slug, "status": status} for pk, revision, slug, status in rows if revision == last[pk]}
            ways = self.rights.ways(model, here)
            found |= {pk: taken["slug"] for pk, taken in here.items() if ways[pk] is Way.WRITE}
        return found

    def _still_links(self, link, here, slug) -> bool:
        """Whether a record that links to one that goes now will still do so when it has gone back itself."""
        state = self.later[link.model].get(here)
        if state is None:
            return True
        if not isinstance(state, dict):
            state = self.later[link.model][here] = self.found[link.model].pairs([state])[here][0][0]
        return (link.target, slug) in links_of(link.model, state)

    def _look_at_addresses(self, doomed):
        """Old addresses that would be taken still when all is done."""
        for model, renamed in self.renamed.items():
            slugs = [state["slug"] for state, _slug in renamed.values()]
            rows = model._base_manager.filter(slug__in=slugs).exclude(pk__in=keys(doomed[model]))
            taken = set(rows.values_list("slug", flat=True))
            for state, slug in renamed.values():
                if state["slug"] in taken:
                    self.kept.append(Kept(model.address, slug, Reason.TAKEN, "slug", value=slug))

    def _write(self, model, wanted):
        """Nothing; what would be written is remembered and counted."""
        self.later[model] |= wanted
        self._count(model, "restored", len(wanted))


def _empty(model, lines) -> set[int]:
    """Which of these records were after their one run of versions what they were before it: nothing goes back."""
    by_length = defaultdict(dict)
    for line in lines:
        ((first, last),) = line.runs
        by_length[last - first + 1][line.pk] = last
    return set().union(*(_unchanged(model, length, found) for length, found in by_length.items()))


def _unchanged(model, length, numbers):
    """Of runs of one length, {key: last number}, those whose last version says the same as the one before the first."""
    key, text = arc_name(model), Cast("snapshot", TextField())
    rows = Revision._base_manager.filter(**{f"{key}__in": keys(numbers)}, number__in=set(numbers.values()))
    before = Revision._base_manager.filter(**{key: OuterRef(key)}, number=OuterRef("number") - length)
    same = Exists(before.annotate(text=text).filter(text=OuterRef("text")))
    found = rows.annotate(text=text).filter(same).values_list(f"{key}_id", "number")
    return {pk for pk, number in found if numbers[pk] == number}
