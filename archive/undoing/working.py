"""The work of an undo inside an open change: what goes, what goes back, what comes again, and what stays as it is."""

from collections import defaultdict

from archive import snapshot
from archive.models import RECORD_TYPES, Place
from archive.review import NotAllowed, propose
from archive.review.proposing import NoDifference
from archive.undoing.allowed import Way
from archive.undoing.judging import judged, present_of, was_public, without
from archive.undoing.kept import Kept, Reason, last_editors
from archive.undoing.lines import in_sets, lines_of
from archive.undoing.removing import remove

# Places come first: everything else may link to them.
MODELS = (Place, *RECORD_TYPES)
# More than that nobody would decide on one by one.
MOST_PROPOSALS = 200
_REASONS = {Way.PROPOSE: Reason.PROPOSED, Way.WAITS: Reason.WAITING, Way.KEEP: Reason.FORBIDDEN}


class Undoing:
    """The work of one undo: `kept` is what stays, `counts` how many records it deleted, put back and made again."""

    def __init__(self, selection, current, rights):
        self.selection, self.change, self.rights = selection, current, rights
        self.kept: list[Kept] = []
        self.counts = {"deleted": 0, "restored": 0, "recreated": 0, "kept": 0}
        self.found = {model: lines_of(selection, model) for model in MODELS}
        # (type, primary key, snapshot) of what is proposed; and by type and key, what gets back its old address.
        self.proposed, self.renamed = [], defaultdict(dict)
        # Is told how many more records are done.
        self.tell = lambda count: None

    def run(self):
        """What was created is judged before anything is written, and goes when nothing links to it any more."""
        self.kept += self.selection.apart()
        judged_first = {model: self._judge_created(model) for model in MODELS}
        recreated = {model: self._recreate(model) for model in MODELS}
        for model in MODELS:
            self.kept += [Kept(model.address, line.slug, Reason.GONE) for line in self.found[model].gone]
            for some in in_sets(recreated[model].items()):
                self._write(model, dict(some))
            self._put_back(model, *judged_first[model][1:])
            for some in in_sets(self.found[model].changed):
                self._restore(model, some)
        self.counts["deleted"], linked = remove({m: found[0] for m, found in judged_first.items()}, self.change)
        self.kept += linked
        for model, wanted in self.renamed.items():
            self._rename(model, wanted)
        self.counts["kept"] = len(self.kept)
        return self

    def propose(self, why):
        """Propose, once the change is closed, what this person may not write; how many proposals there are now."""
        count = 0
        for model, pk, wanted in self.proposed:
            try:
                propose(model._base_manager.get(pk=pk), wanted, by=self.rights.by, why=why)
            except NoDifference:
                continue
            except NotAllowed:
                self.kept.append(Kept(model.address, wanted["slug"], Reason.FORBIDDEN))
                continue
            count += 1
        if count:
            self.counts["proposed"] = count
        self.counts["kept"] = len(self.kept)
        return count

    def _judge_created(self, model) -> tuple[dict, dict, dict]:
        """Of what was created: {key: slug} of what goes; present and wanted snapshots of what stays without a part."""
        doomed, present_ones, wanted = {}, {}, {}
        for some in in_sets(self.found[model].created):
            pairs, present = self.found[model].pairs(some), present_of(model, some)
            here = [line for line in some if line.pk in present]
            public = {line.pk for line in here if was_public(present[line.pk])}
            self.kept += [Kept(model.address, present[pk]["slug"], Reason.PUBLISHED) for pk in public]
            # Of what readers see only later work is taken back, its creation is not.
            kept = {line.pk: pairs[line.pk][:-1] if line.pk in public else pairs[line.pk] for line in here}
            found = {line.pk: without(model, kept[line.pk], present[line.pk]) for line in here}
            doomed |= self._doomed(model, {pk: present[pk] for pk, (state, _parts) in found.items() if state is None})
            back = {pk: state for pk, (state, _parts) in found.items() if state not in (None, present[pk])}
            present_ones, wanted = present_ones | {pk: present[pk] for pk in back}, wanted | back
            self._keep(model, here, {pk: parts for pk, (_state, parts) in found.items()}, present)
            self.tell(len(some))
        return doomed, present_ones, wanted

    def _doomed(self, model, present):
        ways = self.rights.ways(model, present, made=True)
        refused = [pk for pk in present if ways[pk] is not Way.WRITE]
        self.kept += [Kept(model.address, present[pk]["slug"], Reason.FORBIDDEN) for pk in refused]
        return {pk: taken["slug"] for pk, taken in present.items() if ways[pk] is Way.WRITE}

    def _recreate(self, model) -> dict[int, dict]:
        """Make again what was deleted, where its address is free; what each is to become, by primary key."""
        found = {}
        for some in in_sets(self.found[model].deleted):
            states = self._states_again(model, some)
            again = [line for line in some if line in states]
            rows = snapshot.recreate(model, [states[line] for line in again], [line.last for line in again])
            self.found[model].adopt([(line, row.pk) for line, row in zip(again, rows, strict=True)])
            if model is Place:
                self.change.places_before |= {row.pk: None for row in rows}
            found |= {row.pk: states[line] for line, row in zip(again, rows, strict=True)}
        self.counts["recreated"] += len(found)
        return found

    def _states_again(self, model, lines) -> dict:
        """What each of these deleted records becomes again, by its line; what was there only by this stays away."""
        states = {}
        for line, (last, pairs) in zip(lines, self.found[model].states_before_deletion(lines), strict=True):
            state, parts = (None, []) if last is None else without(model, pairs, last)
            if state is not None:
                states[line] = state
                self._keep(model, [line], {line.pk: parts}, {line.pk: state})
        taken = _slugs_in_use(model, [state["slug"] for state in states.values()])
        # Of several that had one address, one after the other, the last comes back.
        newest = {state["slug"]: line for line, state in states.items() if state["slug"] not in taken}
        again = {line: state for line, state in states.items() if newest.get(state["slug"]) is line}
        self.kept += [Kept(model.address, states[one]["slug"], Reason.TAKEN) for one in states if one not in again]
        return again

    def _restore(self, model, lines):
        """Take the versions' part out of records that they changed."""
        pairs, present = self.found[model].pairs(lines), present_of(model, lines)
        here = [line for line in lines if line.pk in present]
        self.kept += [Kept(model.address, line.slug, Reason.GONE) for line in lines if line.pk not in present]
        found = {line.pk: without(model, pairs[line.pk], present[line.pk]) for line in here}
        # Without this, others' deletion would stand, but this is not what the record was before.
        lost = [pk for pk, (state, _parts) in found.items() if state is None]
        self.kept += [Kept(model.address, present[pk]["slug"], Reason.EDITED) for pk in lost]
        wanted = {pk: state for pk, (state, _parts) in found.items() if state not in (None, present[pk])}
        self._keep(model, here, {pk: parts for pk, (_state, parts) in found.items()}, present)
        # What hangs on two records went back with the first of them.
        self.counts["restored"] += sum(line.pk not in wanted and self._has_gone_back(model, line.pk) for line in here)
        self._put_back(model, present, wanted)
        self.tell(len(lines))

    def _has_gone_back(self, model, pk) -> bool:
        """Whether a record was written by this undo already."""
        return self.change is not None and (pk in self.change.saved[model] or pk in self.change.hung_on[model])

    def _put_back(self, model, present, wanted):
        """Write what this person may write of it, and lay aside what is proposed."""
        if not wanted:
            return
        ways = self.rights.ways(model, {pk: present[pk] for pk in wanted})
        self._keep_standings(model, present, wanted, ways)
        written = {pk: state for pk, state in wanted.items() if ways[pk] is Way.WRITE and state != present[pk]}
        for pk, state in wanted.items():
            if pk not in written and state != present[pk]:
                self.kept.append(Kept(model.address, present[pk]["slug"], self._aside(model, pk, state, ways[pk])))
        for pk, state in written.items():
            if state["slug"] != present[pk]["slug"]:
                # Its old address may be that of a record that goes at the end.
                self.renamed[model][pk] = (state, present[pk]["slug"])
                written[pk] = state | {"slug": present[pk]["slug"]}
        self._write(model, written)
        self.counts["restored"] += len(written)

    def _aside(self, model, pk, state, way) -> Reason:
        """Why a record is not written; lay aside what is proposed instead."""
        if way is Way.PROPOSE and len(self.proposed) == MOST_PROPOSALS:
            return Reason.SEEN
        if way is Way.PROPOSE:
            self.proposed.append((model, pk, state))
        return _REASONS[way]

    def _keep_standings(self, model, present, wanted, ways):
        """What readers see or do not see is decided by those who may; else the standing stays, and is named."""
        moved = {
            pk: (state.get("status"), present[pk].get("status"))
            for pk, state in wanted.items()
            if state.get("status") != present[pk].get("status") and (was_public(state) or was_public(present[pk]))
        }
        if not moved:
            return
        allowed = self.rights.may_stand_again(model, {pk: at for pk, at in moved.items() if ways[pk] is Way.WRITE})
        for pk in moved.keys() - allowed:
            now = present[pk]["status"]
            wanted[pk] = wanted[pk] | {"status": now}
            self.kept.append(Kept(model.address, present[pk]["slug"], Reason.STANDING, "status", value=now))

    def _rename(self, model, renamed):
        taken = _slugs_in_use(model, [state["slug"] for state, _slug in renamed.values()])
        for state, slug in renamed.values():
            if state["slug"] in taken:
                self.kept.append(Kept(model.address, slug, Reason.TAKEN, "slug", value=slug))
        self._write(model, {pk: state for pk, (state, _slug) in renamed.items() if state["slug"] not in taken})

    def _write(self, model, wanted):
        if model is Place:
            self.change.keep_places(wanted)
        for pk, parts in snapshot.restore(model, wanted).items():
            for part in parts:
                missing = part.row or str(part.value)
                self.kept.append(Kept(model.address, wanted[pk]["slug"], Reason.MISSING, part.name, missing))

    def _keep(self, model, lines, parts, present):
        """List the parts of these records that were edited since, with who did and when."""
        lines = [line for line in lines if parts[line.pk]]
        editors = last_editors(model, lines, parts, judged(model)) if lines else {}
        for line in lines:
            slug = present[line.pk]["slug"]
            for part in parts[line.pk]:
                by, at = editors.get((line.pk, part.name, part.row), ("", ""))
                self.kept.append(Kept(model.address, slug, Reason.EDITED, part.name, part.row, part.value, by, at))


def _slugs_in_use(model, slugs) -> set[str]:
    return set(model._base_manager.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
