"""The page of an earlier version names, before anything is written, each later edit that going back would undo."""

import pytest

from archive.models import Discrepancy, Revision, Visit
from archive.writing import change
from tests.admin.conftest import address
from tests.factories import cite, make_person, make_visit, take_part

pytestmark = pytest.mark.django_db


def test_the_page_names_each_part_its_editor_and_its_version_and_then_goes_back(admin_client, admin_user):
    visit = make_visit(title_en="One", date="1992-01-14")
    cite(visit, "date", "14 January 1992")
    cite(visit, "date", "10 February 1992")
    number = Visit.objects.get().revision
    take_part(make_person(name_en="Ana Ruiz", slug="ana"), visit, role="met")
    with change(by=admin_user, why="A better title."):
        found = Visit.objects.get()
        found.title_en = "Two"
        found.save()
    with change(by=admin_user, why="Decided."):
        row = Discrepancy.objects.get()
        row.state, row.public_note_en = "resolved", "By the protocol."
        row.save()
    where = address(Visit, "version", visit.pk, number)
    page = admin_client.get(where)
    named = {(label, edit.part.row, edit.number, edit.by) for label, edit in page.context["later"]}
    assert named == {
        ("Title (en)", "", number + 2, "admin"),
        ("Participations", "ana · met", number + 1, ""),
        ("Discrepancies", "date", number + 3, "admin"),
    }
    words = page.content.decode()
    assert all(
        text in words for text in ("Participations · ana · met", "Discrepancies · date", f"version {number + 3}")
    )
    assert Revision.objects.filter(visit=visit).count() == number + 3
    admin_client.post(where, {"seen": number + 3, "why": "Too soon."})
    visit.refresh_from_db()
    assert (visit.title_en, visit.participations.count(), Discrepancy.objects.get().state) == ("One", 0, "open")
    # And the way back from there, to the version before.
    admin_client.post(address(Visit, "version", visit.pk, number + 3), {"seen": number + 4, "why": "It was right."})
    visit.refresh_from_db()
    assert (visit.title_en, visit.participations.count(), Discrepancy.objects.get().state) == ("Two", 1, "resolved")
    assert Discrepancy.objects.get().resolved_by == admin_user
