"""`python -m tests.attacks.sheets`: 10,000 damaged sheets, uploaded, mapped, looked through and applied.

They are damaged from the archive's own exports and the files of others in `--found FOLDER`. Each goes through the
pages of an editor or a contributor. No answer may be a failure of the archive's own, no work may come to nothing by an
error that nobody foresaw, every refusal is a sentence that names no class, path or object of the program, and what
readers read is the same after each as before. Ends with 1 where it is not so.

Workbooks are read in this process, where every error shows; one in `--child` by the process that reads them for the
archive, where its death would be the answer.
"""

import logging
import os
import random
import re
import resource
import signal
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks import ground

SECONDS = 30
# What a person is never told: classes, objects, and places of the program and its files.
PROGRAM = re.compile(
    r"Traceback|\b\w+Error\b|\b\w+Exception\b|<class|object at 0x|/tmp/|/home/|site-packages|\.py\b|"
    + re.escape(str(Path(__file__).parents[2]))
)


class TooLong(Exception):
    """Reading a file took longer than the process that reads it would have had."""


@dataclass
class Outcome:
    """What all sheets came to."""

    ended: Counter = field(default_factory=Counter)
    refusals: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)

    def refuse(self, name, sentence):
        """A refusal, which must be one that an editor can read."""
        self.refusals[re.sub(r"“[^”]*”|[0-9]+", "…", sentence)[:120]] += 1
        if not sentence.strip() or len(sentence) > 2000 or PROGRAM.search(re.sub(r"“[^”]*”", "“”", sentence)):
            self.wrong.append(f"{name}: refused with {sentence[:400]!r}")


class Errors(logging.Handler):
    """Keeps what the archive writes of errors that nobody foresaw."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.found = []

    def emit(self, record):
        """Keep one."""
        text = logging.Formatter().format(record)
        self.found.append(text)


def ends(read) -> bool:
    """Whether this comes to an end in its time, tried in a copy of this process: code that is not Python's can loop."""
    copy = os.fork()
    if not copy:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        try:
            read()
        finally:
            # Nothing of the copy's is closed, for the connections are this process's.
            os._exit(0)
    return not os.WIFSIGNALED(os.waitpid(copy, 0)[1])


@contextmanager
def read_here():
    """Workbooks are read in this process for as long as the other would have had."""
    from unittest.mock import patch

    from archive.spreadsheets.reading.kinds import sheets_in

    def here(content, name, **options):
        content = bytes(content)
        if not ends(lambda: sheets_in(content, name, **options)):
            raise TooLong
        return sheets_in(content, name, **options)

    with patch("archive.spreadsheets.reading.sheets_apart", here):
        yield


class Editor:
    """Somebody who brings one file after another and does what the pages offer."""

    def __init__(self, client, outcome, chance):
        self.client, self.outcome, self.chance = client, outcome, chance

    def ask(self, name, method, address, *more):
        """One answer; a failure is kept."""
        answer = getattr(self.client, method)(address, *more)
        if answer.status_code >= 500:
            self.outcome.wrong.append(f"{name}: {method} {address} answered {answer.status_code}")
        for message in answer.wsgi_request._messages if hasattr(answer.wsgi_request, "_messages") else ():
            if message.level_tag == "error":
                self.outcome.refuse(name, str(message))
        return answer

    def bring(self, name, content, type):
        """How far a file came: refused, columns, rows, applied."""
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.urls import reverse

        from archive.models import ImportBatch
        from archive.spreadsheets.exporting import ARCHIVE
        from archive.spreadsheets.resources import resource_for

        known = "importbatch_add" if type == ARCHIVE else f"{resource_for(type).model()._meta.model_name}_import"
        answer = self.ask(name, "post", reverse(f"admin:archive_{known}"), {"file": SimpleUploadedFile(name, content)})
        if answer.status_code != 302 or not ImportBatch.objects.exists():
            for sentences in answer.context_data["form"].errors.values() if answer.status_code == 200 else ():
                for sentence in sentences:
                    self.outcome.refuse(name, sentence)
            return "refused"
        return self.go_on(name, ImportBatch.objects.defer("content").order_by("-pk").first())

    def go_on(self, name, batch):
        """From the columns to the end."""
        page = self.page(name, batch)
        form = (page.context_data or {}).get("form") if page.status_code == 200 else None
        if batch.state == "uploaded" and hasattr(form, "headings"):
            self.ask(name, "post", self.step("columns", batch), self.filled(form))
            page = self.page(name, batch)
        batch.refresh_from_db(fields=["state", "message", "counts"])
        if batch.message:
            self.outcome.refuse(name, batch.message)
        if batch.state != "staged":
            return batch.state
        return self.look_through(name, batch)

    def look_through(self, name, batch):
        """The rows, what is wrong with them, and the end of it."""
        from archive.admin.sheets.rows import seen

        if self.chance.random() < 0.2:
            for step in ("problems", "errors", "names"):
                self.ask(name, "get", self.step(step, batch))
        if self.chance.random() < 0.3:
            self.ask(name, "post", self.step("rows", batch) + "?kind=failed", {"bulk": "leave_out", "_all": "1"})
        batch = type(batch).objects.get(pk=batch.pk)
        self.ask(name, "post", self.step("apply", batch), {"seen": seen(batch), "why": "So the file says."})
        self.page(name, batch)
        batch.refresh_from_db(fields=["state", "message"])
        if batch.message:
            self.outcome.refuse(name, batch.message)
        return batch.state

    def page(self, name, batch):
        """The page of an import."""
        return self.ask(name, "get", self.step("change", batch))

    @staticmethod
    def step(name, batch):
        """The address of a step."""
        from django.urls import reverse

        return reverse(f"admin:archive_importbatch_{name}", args=[batch.pk])

    def filled(self, form):
        """The form of columns as it is proposed; what has no place is set aside, or goes anywhere."""
        from tests.admin.importing import filled

        sent = filled(form)
        for name, field_ in form.fields.items():
            choices = [key for key, _label in getattr(field_, "choices", ()) if isinstance(key, str) and key]
            if choices and (name not in sent or self.chance.random() < 0.05):
                sent[name] = self.chance.choice(choices)
        return sent


def attack(outcome, count, seed, clients, shown, child=25, found=None, keep=None):
    """Bring so many damaged sheets; what they came to is kept in `outcome`, and in `keep` the files that went wrong."""
    from django.test import Client

    from tests.admin.rights.world import undone
    from tests.attacks.damage import Damage
    from tests.attacks.whole_sheets import exports, others, tables

    chance, clients = random.Random(seed), ground.inside(clients)
    files, kept, damage = [*exports(), *others(found)], list(tables()), Damage(chance)
    reader, pages = Client(), [record.get_absolute_url() for record in shown.values()]
    before = [reader.get(page).content for page in pages]
    clock, errors = ground.Clock(count), Errors()
    logging.getLogger("archive").addHandler(errors)
    for number in range(count):
        name, content, type = chance.choice(files)
        new, damaged = damage.of(name, content, kept)
        type = type if new == name or new.partition(".")[0] != type else type
        type = new.partition(".")[0] if new.partition(".")[0] in dict(kept) else type
        editor, so_far = Editor(chance.choice(clients), outcome, chance), len(outcome.wrong)
        with undone():
            end = tried(editor, f"{seed}/{number} {new}", damaged, type, child and number % child == 0)
        outcome.ended[end] += 1
        outcome.wrong += [f"{seed}/{number} {new}: {text}" for text in errors.found]
        errors.found.clear()
        at = number % len(pages)
        if reader.get(pages[at]).content != before[at]:
            outcome.wrong.append(f"{seed}/{number} {new}: {pages[at]} is another page now")
        if keep and (len(outcome.wrong) > so_far or end.startswith("ended by")):
            (keep / f"{seed}-{number}-{re.sub('[^a-z.]', '', new)[-40:]}").write_bytes(damaged)
        clock.tell(number)
    logging.getLogger("archive").removeHandler(errors)


def tried(editor, name, content, type, apart):
    """How far one file came; an error that nobody foresaw is kept with where it happened."""
    import traceback

    try:
        if apart:
            return editor.bring(name.partition(" ")[2], content, type)
        with read_here():
            return editor.bring(name.partition(" ")[2], content, type)
    except (TooLong, MemoryError) as end:
        return type_of(end)
    except Exception:  # noqa: BLE001
        editor.outcome.wrong.append(f"{name}: {traceback.format_exc()[-1800:]}")
        return "failed"


def type_of(end):
    """How an end is called in the count."""
    return f"ended by its bound ({type(end).__name__})"


def tell(outcome):
    """Print what was found; whether anything was wrong."""
    for end, many in outcome.ended.most_common():
        print(f"{many} {end}")
    for sentence, many in outcome.refusals.most_common(60):
        print(f"  {many} × {sentence}")
    for line in outcome.wrong[:60]:
        print(f"WRONG {line[:3000]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sum(outcome.ended.values())} sheets, {len(outcome.wrong)} wrong, at most {peak:.0f} MiB")
    return bool(outcome.wrong)


def main():
    """Attack one database; the exit code."""
    parser = ground.options(__doc__, 10_000)
    parser.add_argument("--child", type=int, default=25, help="one in so many is read by a process of its own; 0: none")
    parser.add_argument("--found", type=Path, metavar="FOLDER", help="sheets of other people's, to be damaged too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where files that went wrong are kept")
    chosen = parser.parse_args()
    ground.build(chosen.database)
    logging.getLogger("django").setLevel(logging.CRITICAL)
    from django.db import transaction

    from tests.admin.rights.world import make_people, sign_in

    outcome = Outcome()
    # Whoever ends it sooner is told what it came to so far.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        shown, people = ground.furnish(), make_people()
        clients = [sign_in(people[role]) for role in ("editor", "administrator", "contributor")]
        with suppress(KeyboardInterrupt), transaction.atomic():
            attack(outcome, chosen.count, chosen.seed, clients, shown, chosen.child, chosen.found, chosen.keep)
            transaction.set_rollback(True)
        return int(tell(outcome))
    finally:
        ground.clear()


if __name__ == "__main__":
    sys.exit(main())
