"""How a cell of the matrix is tried: the request is made as somebody, judged, and taken back."""

import os
from contextlib import contextmanager
from itertools import groupby

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.admin.rights.sending import SENT
from tests.admin.rights.world import World, Writes, fingerprint, sign_in, undone

# RIGHTS=all tries every standing of every type, which takes minutes.
TRY_ALL = os.environ.get("RIGHTS") == "all"
REFUSED = (302, 403, 404, 405)


class Trial:
    """One person in the world: asks for rows of the table, and knows what the archive held before."""

    def __init__(self, world: World, who: str):
        self.world, self.who = world, who
        self.user = world.people[who]
        self.client = sign_in(self.user)
        world.belongs_to(self.user)
        self.before = fingerprint()
        # The cells that are not as the table says.
        self.wrong = []

    def judge(self, cell, row, found, given, came_to=None):
        """Remember what of a cell is not as the table says."""
        wrong = found.judge(row, given)
        if not wrong and given and came_to is not None and came_to != row.becomes:
            wrong = f"came to {came_to}, not {row.becomes}"
        if wrong:
            self.wrong.append(f"{cell} {wrong}")

    def ask(self, row, state="", thing=None, twin=None, given=False, look=None, **names):
        """Try one row of the table in one state; `names` fill the name of its address, `look` sees what it came to."""
        cell = f"{self.who}: {row.method} {row.name.format(**names)} {row.kwargs or ''} of {state or 'all'}"
        address = self.address(row, thing, twin, names)
        with undone(), self.client_as_it_was():
            sent = SENT[row.sent](self, row, thing, twin) if row.method == "POST" else None
            writes = Writes()
            with connection.execute_wrapper(writes):
                answer = self.client.get(address) if sent is None else self.client.post(address, sent)
            # What is given may write; a page that is read, or a refusal, may not.
            may_write = given and row.method == "POST"
            found = Outcome(answer, not may_write and writes.count > 0 and fingerprint() != self.before)
            if look and row.method == "POST":
                look()
            return cell, found

    def see(self, row, state="", thing=None, twin=None, **names):
        """Try one row and judge it."""
        given = row.gives(self.who, state)
        cell, found = self.ask(row, state, thing, twin, given=given, **names)
        self.judge(cell, row, found, given)

    def see_one_of(self, same, state, thing, **names):
        """Try one question, whose rows say what it comes to in which state."""
        self.see(next((row for row in same if row.gives(self.who, state)), same[0]), state, thing, **names)

    @staticmethod
    def questions(rows):
        """The rows of a table by what is asked: what is saved here and proposed there is one question."""
        for _asked, same in groupby(rows, key=lambda row: (row.name, row.method, str(row.kwargs), row.query)):
            yield list(same)

    def is_as_before(self) -> bool:
        """Whether the archive holds what it held."""
        return fingerprint() == self.before

    @contextmanager
    def client_as_it_was(self):
        """Messages and what else a browser would keep do not come along to the next cell."""
        kept = {name: morsel.value for name, morsel in self.client.cookies.items()}
        yield
        self.client.cookies.clear()
        self.client.cookies.load(kept)

    def address(self, row, thing, twin, names):
        """The address of a row of the table, about a thing."""
        now = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
        keys = {"now": now, "mapping": self.world.mapping.pk, "revision": self.world.revision.pk, **self.world.accounts}
        kwargs = {k: v.format(**keys) if isinstance(v, str) else v for k, v in row.kwargs.items()}
        if thing is not None:
            kwargs |= self.key_of(row, thing)
        asked = {"twin": twin.pk if twin is not None else "", "fact": names.get("fact", "")}
        query = "?" + row.query.format(**asked) if row.query else ""
        return reverse(row.name.format(**names), kwargs=kwargs) + query

    @staticmethod
    def key_of(row, thing):
        """Under which name an address takes the key of what it is about."""
        if row.name.startswith("{address}"):
            return {"slug": thing.slug}
        steps = ("importbatch", "archive_merge_page")
        own = any(step in row.name for step in steps) and row.name.rpartition("_")[2] not in (
            "change", "history", "delete",
        )  # fmt: skip
        return {"pk" if own else "object_id": thing.pk}


class Outcome:
    """What became of a request: its answer, and whether the archive holds something else now."""

    def __init__(self, answer, has_written):
        self.status, self.location = answer.status_code, answer.get("Location", "")
        self.has_written = has_written

    def judge(self, row, given) -> str:
        """What is not as the table says; empty where all is."""
        if given and self.status != 200 and not self.leads_on:
            return f"is refused: {self.status} {self.location}"
        if not given and self.status not in REFUSED:
            return f"is given: {self.status}"
        return "has written" if self.has_written else ""

    @property
    def leads_on(self):
        """Whether it leads somewhere else than to the sign-in or away from what is not there."""
        return self.status == 302 and "/login/" not in self.location and self.location != reverse("admin:index")
