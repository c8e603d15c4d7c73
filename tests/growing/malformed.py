"""An archive with rows that no rule had kept out, brought up to date: `python -m tests.growing.malformed`.

On the DATABASE_URL given, at the state before the rules of migration 0013, rows are written that these rules would
refuse. Printed as JSON: what `migrate` said of them, and what they were when they had been corrected as it said.
"""

import json
import os
import sys

BEFORE = "0012_by_author_and_time"


def main() -> None:
    """Write, migrate in vain, correct, migrate."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import CommandError, call_command

    from archive.models import Agreement, Visit
    from tests.growing.upgrading import at

    _name, then = at(BEFORE)
    wrong, undated, agreement, party = write(then)
    try:
        call_command("migrate", verbosity=0)
        told = ""
    except CommandError as refusal:
        told = str(refusal)
    execute("UPDATE archive_visit SET slug = 'a-visit' WHERE id = %s", wrong)
    try:
        call_command("migrate", verbosity=0)
        told_then = ""
    except CommandError as refusal:
        told_then = str(refusal)
    execute("DELETE FROM archive_party WHERE id = %s", party)
    call_command("migrate", verbosity=0)
    visit = Visit.objects.get(pk=undated)
    found = {"told": told, "told_then": told_then, "wrong": wrong, "agreement": agreement, "party": party}
    found["dates"] = [visit.date, str(visit.date_earliest), str(visit.date_latest)]
    found["parties"] = Agreement.objects.get(pk=agreement).parties.count()
    sys.stdout.write(json.dumps(found) + "\n")


def write(then):
    """The keys of a visit with a malformed slug, of one without its bounds, of an agreement, of one of its parties."""
    visit, agreement, party = (then.get_model("archive", name) for name in ("Visit", "Agreement", "Party"))
    wrong = visit.objects.create(slug="A visit/1", title_en="A visit")
    undated = visit.objects.create(slug="undated", title_en="Undated", date="1992-01")
    # Saved through the models of that time, it has them.
    visit.objects.filter(pk=undated.pk).update(date_earliest=None, date_latest=None)
    treaty = agreement.objects.create(slug="treaty", title_en="Treaty")
    twice = [party.objects.create(agreement=treaty, country="FR") for _number in range(2)]
    return wrong.pk, undated.pk, treaty.pk, twice[1].pk


def execute(sql, *values):
    """Write past the program."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


if __name__ == "__main__":
    main()
