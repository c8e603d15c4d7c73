"""`python -m tests.attacks.queries`: 100,000 addresses that nobody means, asked as a reader and as an editor.

No answer may be a failure of the archive's own, no statement may take longer than the limit, no text of the asker's may
stand in the text of a statement, and a reader may be shown nothing that is hidden. Ends with 1 where one did. The same
seed asks the same addresses.
"""

import random
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.attacks import ground
from tests.attacks.nonsense import EDITING, HARVESTING, MARK, PARAMETERS, Nonsense

# Files that hold everything, and pictures, take many times as long as a page: fewer of them.
HEAVY = (".zip", ".xlsx", ".ods", ".png", "/archive.json")
LIMIT = 2.0
# SQLite works in this thread, whose work other programs do not lengthen; a server's can only be waited for.
WORKED = {"sqlite": time.thread_time, "postgresql": time.perf_counter}


@dataclass
class Watch:
    """What the statements of one request showed: the slowest, and those in which the asker's words stand."""

    slowest: float = 0.0
    tainted: list = field(default_factory=list)

    def __call__(self, execute, sql, params, many, context):
        """Pass a statement on."""
        from django.db import connection

        begun = WORKED[connection.vendor]()
        try:
            return execute(sql, params, many, context)
        finally:
            self.slowest = max(self.slowest, WORKED[connection.vendor]() - begun)
            if MARK in sql:
                self.tainted.append(sql[:200])


@dataclass
class Found:
    """What all requests came to."""

    statuses: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    slowest: float = 0.0
    slowest_address: str = ""

    def take(self, who, address, answer, watch, hidden=()):
        """Judge one answer."""
        self.statuses[who, answer.status_code] += 1
        if watch.slowest > self.slowest:
            self.slowest, self.slowest_address = watch.slowest, address
        said = faults(answer, watch, hidden)
        self.wrong += [f"{who} {address}: {fault}" for fault in said]


def faults(answer, watch, hidden):
    """What is not right about one answer, in words."""
    if answer.status_code >= 500:
        yield f"answer {answer.status_code}"
    if watch.slowest > LIMIT:
        yield f"a statement took {watch.slowest:.1f} s"
    yield from (f"the asker's words in {sql}" for sql in watch.tainted)
    content = b"" if answer.status_code >= 300 and answer.status_code < 400 else answer.getvalue()
    if b"Traceback (most" in content:
        yield "a traceback"
    if answer.get("Content-Type", "").startswith("text/html"):
        yield from (f"{bad} in the page" for bad in (b"<script>alert", b"<img src=x") if bad in content)
    lowered = content.lower() if hidden else b""
    yield from (f"something hidden: {word}" for word in hidden if word.encode() in lowered)


def of_readers(shown):
    """The addresses of the readers' door in the groups from which one is drawn: light ones, heavy ones, harvesting."""
    from tests.public.crawling import known

    paths = sorted({address.partition("?")[0] for address in known(shown)})
    return [p for p in paths if not p.endswith(HEAVY)], [p for p in paths if p.endswith(HEAVY)]


def of_editors(shown):
    """The lists, look-ups and small answers of the editors' door."""
    from django.urls import reverse

    from archive.models import RECORD_TYPES

    names = [m._meta.model_name for m in RECORD_TYPES] + ["place", "citation", "participation", "posting", "nameform"]
    others = ["discrepancy", "importbatch", "proposal", "merge", "revision", "correction", "savedmapping"]
    lists = [reverse(f"admin:archive_{name}_changelist") for name in names + others]
    small = [reverse(f"admin:archive_{name}_understood") for name in names]
    small += [reverse(f"admin:archive_{m._meta.model_name}_stance") for m in RECORD_TYPES]
    small += [reverse(f"admin:archive_{page}") for page in ("recent", "recent_undo", "desk")]
    for record in shown.values():
        name = record._meta.model_name
        small += [reverse(f"admin:archive_{name}_{page}", args=[record.pk]) for page in ("merge", "compare", "history")]
    return [*lists * 3, *[reverse("admin:autocomplete")] * 12, *small]


def look_up(chance):
    """The three parameters that a real look-up has, to be followed by nonsense."""
    model, name = chance.choice((("citation", "source"), ("participation", "person"), ("visit", "occasion"),
                                 ("visit", "places"), ("posting", "organization")))  # fmt: skip
    return f"app_label=archive&model_name={model}&field_name={name}&"


def drawn(chance, nonsense, readers, editors):
    """(who asks, address) without end."""
    light, heavy = readers
    while True:
        if chance.random() < 0.3:
            path = chance.choice(editors)
            begin = look_up(chance) if path.endswith("autocomplete/") and chance.random() < 0.8 else ""
            yield "editor", f"{path}?{begin}{nonsense.query(EDITING)}"
        else:
            path = chance.choice(heavy if chance.random() < 0.01 else light)
            names = HARVESTING if path.endswith("/oai") else PARAMETERS
            verb = f"verb={chance.choice(('ListRecords', 'GetRecord', 'Identify'))}&" if names is HARVESTING else ""
            yield "reader", f"{path}?{verb}{nonsense.query(names)}"


@contextmanager
def watched():
    """The statements of one request."""
    from django.db import connection

    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


def ask(client, address, who, found, chance, hidden=()):
    """One request, judged; each comes from another address, so that no bound for one asker hides what is behind it."""
    sender = f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
    with watched() as watch:
        path, _mark, query = address.partition("?")
        answer = client.get(path, QUERY_STRING=query, REMOTE_ADDR=sender)
        answer_hidden = hidden if who == "reader" else ()
        found.take(who, address, answer, watch, answer_hidden)


def attack(shown, count, seed, editor):
    """Ask so many addresses; what was found."""
    from django.test import Client

    from tests.public.planting import CANARY

    chance, found = random.Random(seed), Found()
    editor.raise_request_exception = False
    clients = {"reader": Client(raise_request_exception=False), "editor": ground.inside([editor])[0]}
    clock = ground.Clock(count)
    asked = drawn(chance, Nonsense(chance), of_readers(shown), of_editors(shown))
    for number, (who, address) in zip(range(count), asked, strict=False):
        ask(clients[who], address, who, found, chance, (CANARY,))
        clock.tell(number)
    return found


def tell(found):
    """Print what was found; whether anything was wrong."""
    for (who, status), many in sorted(found.statuses.items()):
        print(f"{who}: {many} answers of {status}")
    print(f"slowest statement: {found.slowest * 1000:.0f} ms of work, of {found.slowest_address[:300]}")
    for line in found.wrong[:100]:
        print(f"WRONG {line[:1500]}")
    print(f"{sum(found.statuses.values())} addresses asked, {len(found.wrong)} wrong")
    return bool(found.wrong)


def quietly():
    """Refusals are no news here; failures are told with their cause."""
    import logging
    import traceback

    from django.core.signals import got_request_exception

    logging.disable(logging.CRITICAL)
    causes = Counter()

    def remember(sender, request=None, **_more):
        text = traceback.format_exc()
        causes[text[-300:]] += 1
        if causes[text[-300:]] == 1:
            print(f"FAILED {request.get_full_path()[:500]}\n{text}", flush=True)

    # Held by the signal weakly: kept by whoever called.
    got_request_exception.connect(remember, weak=False)
    return causes


def main():
    """Attack one database; the exit code."""
    chosen = ground.options(__doc__, 100_000).parse_args()
    ground.build(chosen.database)
    quietly()
    from tests.admin.rights.world import make_people, sign_in

    try:
        shown = ground.furnish()
        return int(tell(attack(shown, chosen.count, chosen.seed, sign_in(make_people()["editor"]))))
    finally:
        ground.clear()


if __name__ == "__main__":
    sys.exit(main())
