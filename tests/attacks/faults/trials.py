"""One deed on one database, again and again: struck, looked at, done again, looked at."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.attacks.faults import bags, strikes
from tests.attacks.faults.states import Broken, differences, state

# What strace adds to a call is no part of how long the deed takes.
_LEAST = 0.02
_FOUND_AGAIN = tuple(
    f"archive_{name}" for name in ("heading", "likeness", "listed", "namekey", "publishedrevision", "spelling")
)


@dataclass
class Told:
    """What came of all trials of a deed on a database: how many, and what was wrong, in words."""

    deed: str
    database: str
    kills: int = 0
    faults: int = 0
    stored: int = 0
    half: list = field(default_factory=list)
    false: list = field(default_factory=list)
    other: list = field(default_factory=list)

    @property
    def wrong(self):
        return [*self.half, *self.false, *self.other]


class Trials:
    """A deed in a place, with what it does when nobody disturbs it."""

    def __init__(self, place, doer, deed, chance, traces, runs=2):
        self.place, self.doer, self.deed, self.chance, self.traces = place, doer, deed, chance, traces
        self.told = Told(deed.name, place.name)
        self._prepare()
        self._recovered()
        self.before = self._state()
        self._measure(runs)

    def _prepare(self):
        """The archive that the deed is done to; its tables are made once for all deeds."""
        if self.deed.since == "now" and not (self.place.kept / "tables").exists():
            self.place.empty()
            self.doer.run(prepare="tables")
            self.place.mend()
            self.place.keep("tables")
        self.place.put("tables") if self.deed.since == "now" else self.place.empty()
        self.doer.run(prepare=self.deed.name)
        self.place.mend()
        self.place.keep(self.deed.name)

    def _measure(self, runs):
        """How long it takes and what it leaves; more than once, for what differs then would be no sign."""
        found = []
        for _run in range(runs):
            self.takes = max(self._undisturbed(), _LEAST)
            self._recovered()
            found.append(self._state())
        self.after = found[0]
        assert not differences(found[0], found[-1]), f"{self.deed.name} is never the same: {differences(*found)}"
        self.calls = self._calls() if self.traces else {}

    def _undisturbed(self, around=None):
        self.place.put(self.deed.name)
        pid = self._ready()
        with around(pid) if around else strikes.Strike(self.place, None, 0, None).around(pid):
            begun = time.perf_counter()
            self.doer.order(go=True)
            said = self.doer.wait()
        took = time.perf_counter() - begun
        assert said["said"] == "done", f"{self.deed.name} does not work: {said}"
        self.place.mend()
        return took

    def _calls(self):
        """What the deed's process, and the server's that serve it, bring to the disk: so many calls of each kind."""
        log, who = self.place.folder / "calls", {}
        for name, pids in (("process", lambda pid: [pid]), ("server", lambda pid: self.place.backends())):
            if name == "process" or self.place.name == "postgresql":
                wanted = "trace=" + ",".join(strikes.WRITES)
                self._undisturbed(lambda pid, pids=pids, wanted=wanted: strikes.traced(pids(pid), wanted, log=log))
                who[name] = strikes.calls_in(log)
        if who.get("server") and not self.deed.writes:
            # What the process of the deed writes itself is its output, unless it keeps files.
            who["process"] = Counter({k: n for k, n in who["process"].items() if k in ("fsync", "link", "unlink")})
        return who

    def _ready(self, may_be_refused=False):
        self.doer.order(do=self.deed.name)
        said = self.doer.hear()
        if said.get("said") == "ready":
            return said["pid"]
        # Where it is done already, there is nothing left to be done.
        if not may_be_refused or said.get("said") != "refused":
            raise RuntimeError(f"{self.deed.name}: {said} {self.doer.log.read_text()[-3000:]}")
        self.doer.wait()
        return None

    def strike(self, kind):
        """One trial: whether what it leaves is right, and right again when the deed is done again."""
        self.place.put(self.deed.name)
        strike = kind(self.place, self.chance, self.takes, self.calls)
        said = self._struck(strike)
        self.place.mend()
        setattr(self.told, f"{strike.kind}s", getattr(self.told, f"{strike.kind}s") + 1)
        # Only what was said: a process that was killed may have done it and said nothing.
        is_told = said.get("said") == "done"
        self._look(f"{strike}, {said.get('why', said)}"[:600], is_told)

    def _struck(self, strike):
        pid = self._ready()
        with strike.around(pid):
            self.doer.order(go=True)
            beside = threading.Thread(target=strike.meanwhile, args=[pid])
            beside.start()
            try:
                said = self.doer.wait()
            except TimeoutError:
                self.told.other.append(f"{strike}: it does not end")
                said = self.doer.give_up(pid)
            beside.join()
        return said

    def _look(self, what, is_told):
        try:
            # Once as it was left, before anything looks after it, for what is broken must not be mended unseen.
            self._state()
            recovered = self._recovered()
            found = self._state()
        except (Broken, AssertionError, RuntimeError) as error:
            self.told.half.append(f"{what}: {error}")
            return
        self._judge(what, found, is_told, recovered)
        self._again(what)

    def _judge(self, what, found, is_told, recovered):
        is_after = not differences(found, self.after)
        self.told.stored += is_after
        if not is_after and not self._is_before(found):
            self.told.half.append(f"{what}: {differences(found, self.before)} / {differences(found, self.after)}")
        if is_told and not is_after:
            self.told.false.append(f"{what}: {differences(found, self.after)}")
        if recovered["recovered"] and not recovered["messages"]:
            self.told.other.append(f"{what}: the import does not say that it was interrupted")
        if any(recovered["files"].values()):
            self.told.other.append(f"{what}: files of sources: {recovered['files']}")
        # What is started again tidies up as it starts; the rest has been tidied up by now.
        if not self.deed.stepwise and (left := self.place.left_over()):
            self.told.other.append(f"{what}: files are left over: {left[:5]}")

    def _is_before(self, found):
        if not self.deed.stepwise:
            return not differences(found, self.before)
        # What is committed in pieces stands somewhere between; the rows of a table come in one piece or not at all, but
        # for what is found again from them.
        counts = {table: len(rows) for table, rows in found.items() if table.startswith("archive_")}
        return all(
            count in (0, len(self.before.get(table, ())), len(self.after.get(table, ())))
            and (count or not self.before.get(table))
            for table, count in counts.items()
            if not table.startswith(_FOUND_AGAIN)
        )

    def _again(self, what):
        """Whoever was told nothing does it again, and ends where everybody ends."""
        said = {}
        if self._ready(may_be_refused=True):
            self.doer.order(go=True)
            said = self.doer.wait()
        self.place.mend()
        try:
            found = self._state()
        except Broken as error:
            self.told.half.append(f"{what}, again: {error}")
            return
        wrong = differences(found, self.after)
        if wrong:
            self.told.other.append(f"{what}, again: {said.get('why', '')} {wrong}")
        if left := bags.unfinished(self.place.data / bags.FOLDER) + self.place.left_over() * self.deed.stepwise:
            self.told.other.append(f"{what}, again: {left} is left over")

    def _recovered(self):
        # Of what is done in pieces, the tables that this looks into may not be there yet.
        found = _NOTHING if self.deed.stepwise else self.doer.run(recover=self.deed.name)
        self.place.mend()
        return found

    def _state(self):
        found = state(self.place.url, schema=self.deed.stepwise)
        kept = {table: rows for table, rows in found.items() if table not in self.deed.untold}
        return kept | {"bags": bags.standing(self.place.data / bags.FOLDER), "marks": self.place.marks()}


_NOTHING = {"recovered": 0, "messages": [], "files": {}}
