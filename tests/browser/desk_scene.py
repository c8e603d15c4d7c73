"""A desk with a bit of everything on it, and the address of every page of the editors' door that shows some of it."""

from django.contrib.auth.models import Group
from django.urls import reverse

from archive.models import Event, Person, Revision, Visit
from archive.review import Role, identity, propose, send_back, submit
from archive.spreadsheets import staging
from archive.writing import change
from tests.factories import cite, keep_file, make_person, make_place, make_source, make_visit, take_part

WORDS = "In January the delegation travelled.\n\nOn 14 January 1992 the guests were received by Ana Ruiz in the palace."
SHEET = "title_en,date\nThe visit of the choir,1993\nThe visit of the academy,1994-13-45\n"


def furnish(me, users):
    """Lay work of every kind before this administrator; {name: address} of the pages that show it."""
    ana = users.objects.create_user("ana", password="x", is_staff=True)
    ana.groups.add(Group.objects.get(name=Role.REVIEWER))
    visit, source = _visit()
    waiting, returned = _proposals(visit, me, ana)
    _drafts(me, ana)
    one, other, merge, proposed = _people(me, ana)
    batch = _import(me)
    pages = {name: reverse(f"admin:{name}") for name in _PLAIN}
    of_visit = {page: reverse(f"admin:archive_visit_{page}", args=[visit.pk]) for page in ("change", "history")}
    return {
        **pages,
        **of_visit,
        "enter": reverse("admin:archive_source_enter", args=[source.pk]) + f"?_add=visits&record={visit.pk}",
        "source": reverse("admin:archive_source_change", args=[source.pk]),
        "discrepancy": reverse("admin:archive_discrepancy_change", args=[visit.discrepancies.get().pk]),
        "proposal": reverse("admin:archive_proposal_page", args=[waiting.pk]),
        "proposal-correct": f"{of_visit['change']}?proposal={waiting.pk}",
        "proposal-returned": reverse("admin:archive_proposal_page", args=[returned.pk]),
        "undo-of-an-hour": reverse("admin:archive_recent_undo") + "?by=ana",
        "version": reverse("admin:archive_visit_version", args=[visit.pk, 1]),
        "compare": reverse("admin:archive_visit_compare", args=[visit.pk]) + "?from=1&to=2",
        "merge-choose": reverse("admin:archive_person_merge", args=[one.pk]),
        "merge": reverse("admin:archive_person_merge", args=[one.pk]) + f"?with={other.pk}",
        "merge-page": reverse("admin:archive_merge_page", args=[merge.pk]),
        "merge-proposed": reverse("admin:archive_merge_page", args=[proposed.pk]),
        "import": reverse("admin:archive_importbatch_change", args=[batch.pk]),
    }


_PLAIN = (
    "index",
    "archive_desk",
    "archive_guide",
    "archive_recent",
    "archive_visit_changelist",
    "archive_visit_add",
    "archive_visit_import",
    "archive_person_duplicates",
    "archive_discrepancy_changelist",
    "archive_importbatch_changelist",
)


def _visit():
    """A published visit whose date two sources state differently, and a source whose text is kept."""
    visit = make_visit(title_en="The state visit", date="1992-01-14", host_country="TR", places=[make_place()])
    take_part(make_person(name_en="Mirza Aliyar"), visit)
    cite(
        visit, "date", "14 January 1992", make_source(title_en="The annals"), quotation="On 14 January the guests came."
    )
    source = make_source(title_en="The chronicle", language="en")
    keep_file(source, "chronicle.txt", WORDS.encode())
    cite(visit, "date", "10 February 1992", source)
    return Visit.objects.get(pk=visit.pk), source


def _proposals(visit, me, ana):
    """One of the colleague's that waits, and one of one's own that was returned."""
    taken = Revision.objects.filter(visit=visit).latest("number").snapshot
    waiting = propose(visit, taken | {"summary_en": "They talked about trade."}, by=ana, why="The annals say so")
    other = make_visit(title_en="The visit of the choir")
    taken = Revision.objects.get(visit=other, number=1).snapshot
    returned = propose(other, taken | {"title_en": "The visit of the great choir"}, by=me)
    return waiting, send_back(returned, by=ana, why="Which choir, and who calls it great?")


def _drafts(me, ana):
    """A draft of one's own with gaps, and a colleague's record in review."""
    with change(by=me, why="First notes"):
        Event(title_en="The exhibition", date="1995").save()
    with change(by=ana, why="From the chronicle"):
        event = Event(title_en="The concert")
        event.save()
    submit(event, by=ana)


def _people(me, ana):
    """Two people likely the same, a merge that was made, a merge that is proposed."""
    one, other = make_person(name_en="Ana Ruiz", born="1950"), make_person(name_en="Ana Ruis", born="1950")
    stays, goes = make_person(name_en="Bo Li"), make_person(name_en="Bo Lee")
    merge = identity.merge(stays, goes, by=me, why="The same signature")
    proposed = identity.propose(make_person(name_en="Carl Orm"), make_person(name_en="Karl Orm"), by=ana, why="One man")
    identity.compare(Person)
    return one, other, merge, proposed


def _import(me):
    """An import that waits for its editor, one of its rows to be mended."""
    batch = staging.upload("visits", SHEET.encode(), "their visits.csv", user=me)
    staging.stage(batch)
    return batch
