"""An import on its way: kept, compared, looked through, decided about, applied once or set aside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import BatchState, ImportBatch, ImportRow, Place, RowChoice, Visit
from archive.spreadsheets import UnreadableFile, staging
from archive.writing import Stale
from tests import factories as make
from tests.spreadsheets.people import somebody
from tests.spreadsheets.world import republish

pytestmark = pytest.mark.django_db

VISITS = (
    "slug,title_en,date,visitor_country,host_country\nfirst,First visit,1992-05-01,FR,DE\nsecond,Second,1993,FR,IT\n"
)


@pytest.fixture
def editor():
    return somebody("administrator", "editor")


def uploaded(text=VISITS, name="visits.csv", type="visits", **options):
    return staging.upload(type, text.encode(), name, user=options.pop("user", None), **options)


def staged(*args, **options):
    batch = uploaded(*args, **options)
    staging.stage(batch)
    return batch


def test_an_upload_is_kept_as_it_came_compared_and_applied_once(editor):
    batch = staged(user=editor)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.state, batch.counts["new"], bytes(batch.content)) == (BatchState.STAGED, 2, VISITS.encode())
    assert [(row.position, row.kind, row.slug) for row in staging.rows_of(batch)] == [
        (0, "new", "first"),
        (1, "new", "second"),
    ]
    assert staging.rows_of(batch)[0].cells["date"] == ["", "1992-05-01"]
    staging.apply_staged(batch, by=editor)
    assert Visit.objects.count() == 2
    assert ImportBatch.objects.get().state == BatchState.APPLIED
    assert {r.batch_id for v in Visit.objects.all() for r in v.revisions.all()} == {batch.pk}
    with pytest.raises(staging.NotWaiting, match="imported already"):
        staging.apply_staged(batch, by=editor)


def test_what_was_changed_after_the_comparison_is_not_written_over(editor):
    visit = make.make_visit(slug="first", title_en="Old")
    batch = staged()
    republish(visit, title_en="Other")
    with pytest.raises(Stale):
        staging.apply_staged(batch, by=editor)
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.STAGED
    assert "“Other”" in batch.message
    assert not Visit.objects.filter(slug="second").exists()


def test_failed_rows_stand_in_the_way_until_they_are_left_out(editor):
    batch = staged(VISITS + "third,Third,31/02/1900,FR,DE\n")
    assert [p.row for p in staging.problems_of(batch)] == [4]
    with pytest.raises(staging.NotReady, match="1 rows cannot be taken \\(4\\)"):
        staging.apply_staged(batch, by=editor)
    assert staging.choose(batch, RowChoice.LEAVE_OUT, kinds=["failed"]) == 1
    staging.apply_staged(batch, by=editor)
    batch.refresh_from_db()
    assert Visit.objects.count() == 2
    assert (batch.counts["new"], batch.counts["left_out"]) == (2, 1)


def test_headings_that_are_not_known_leave_the_upload_waiting_with_the_reason():
    batch = uploaded("slug,Naam\na,b\n")
    with pytest.raises(UnreadableFile, match="Naam"):
        staging.stage(batch)
    batch.refresh_from_db()
    assert (batch.state, "Naam" in batch.message, ImportRow.objects.count()) == (BatchState.UPLOADED, True, 0)
    staging.set_mapping(batch, {"columns": {"title_en": "Naam"}})
    staging.stage(batch)
    assert batch.counts["new"] == 1


def test_rows_are_found_by_kind_by_number_and_by_what_stands_in_them():
    batch = staged('slug,title_en,date\nfirst,"Şah ""and"" 50%",1992\nsecond,Second,31/02/1900\n')

    def slugs(**options):
        return [row.slug for row in staging.rows_of(batch, **options)]

    assert slugs(kinds=["new"]) == ["first"]
    assert slugs(search="şah") == slugs(search='"and" 50%') == ["first"]
    assert slugs(search="31/02") == slugs(search="3") == ["second"]
    assert slugs(search="nothing of this") == []


def test_what_differs_can_be_left_out_or_taken_row_by_row(editor):
    for slug in ("first", "second"):
        make.make_visit(slug=slug, title_en="Old", date="1990")
    batch = staged(VISITS + "third,Third,1994,FR,DE\n")
    assert batch.counts["changed"] == 2
    assert staging.choose(batch, RowChoice.LEAVE_OUT) == 2
    assert staging.given_to(batch) == 1
    assert staging.choose(batch, RowChoice.ACCEPT, [1]) == 1
    assert staging.given_to(batch) == 2
    staging.apply_staged(batch, by=editor)
    assert [v.title_en for v in Visit.objects.order_by("slug")] == ["Old", "Second", "Third"]
    assert (batch.counts["new"], batch.counts["changed"], batch.counts["left_out"]) == (1, 1, 1)
    with pytest.raises(staging.NotWaiting):
        staging.choose(batch, RowChoice.ACCEPT)


def test_choices_survive_another_comparison_and_testimony_needs_a_source():
    make.make_visit(slug="first", title_en="Old")
    batch = staged()
    staging.choose(batch, RowChoice.LEAVE_OUT, [0])
    with pytest.raises(staging.NotReady, match="choose the source"):
        staging.choose(batch, RowChoice.TESTIMONY, [1])
    staging.set_mapping(batch, {"set_aside": ["host_country"]})
    staging.stage(batch)
    assert [(row.kind, row.choice) for row in staging.rows_of(batch)] == [("changed", "leave_out"), ("new", "")]
    assert "host_country" not in staging.rows_of(batch)[1].cells


def test_a_value_taken_as_testimony_is_cited_and_not_written(editor):
    source = make.make_source(slug="gazette", title_en="Gazette")
    visit = make.make_visit(slug="first", title_en="First visit", date="1992-04-30")
    batch = staged(source=source)
    staging.choose(batch, RowChoice.TESTIMONY, kinds=["changed"])
    staging.apply_staged(batch, by=editor)
    visit.refresh_from_db()
    assert visit.date == "1992-04-30"
    assert [(c.field, c.stated, c.source.slug) for c in visit.citations.filter(field="date")] == [
        ("date", "1992-05-01", "gazette")
    ]
    assert Visit.objects.filter(slug="second").exists()


def test_names_that_nobody_has_are_listed_and_become_drafts_when_chosen(editor):
    make.make_place(slug="rome", name_en="Rome")
    text = "slug,title_en,places\na,A,Roma Nuova\nb,B,Rome\nc,C,Roma Nuova; 31\n"
    mapping = {"columns": {"places": {"from": "places", "split": "; "}}}
    batch = staged(text, mapping=mapping)
    found = staging.findings(batch)
    assert [(name.name, name.rows, name.count) for name in found.unknown] == [("Roma Nuova", [2, 4], 2), ("31", [4], 1)]
    assert "There is no “Roma Nuova”" in str(found.unknown[0])
    staging.set_mapping(batch, mapping | {"names": {"places": {"Roma Nuova": "+", "31": "+"}}})
    staging.stage(batch)
    assert batch.findings["drafts"] == ["places"]
    # The draft that only a row names which is left out is not made.
    staging.choose(batch, RowChoice.LEAVE_OUT, [row.position for row in staging.rows_of(batch) if row.slug == "c"])
    staging.apply_staged(batch, by=editor)
    assert sorted(Place.objects.values_list("name_en", flat=True)) == ["Roma Nuova", "Rome"]
    assert (batch.counts["new"], batch.counts["left_out"]) == (3, 2)
    assert Visit.objects.get(slug="a").places.get().name_en == "Roma Nuova"


def test_problems_that_say_the_same_are_told_together():
    batch = staged("slug,title_en,date\na,A,31/02/1900\nb,B,31/02/1900\nc,C,30/02/1900\nd,D,1990\n")
    (first, *rest) = staging.problem_groups(batch)
    assert (first.type, first.column, first.count, first.rows) == ("visits", "date", 3, [2, 3, 4])
    assert rest == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "visits.csv", "The file is empty"),
        (b"%PDF-1.7", "visits.csv", "PDF"),
        (b"slug,title_en\na,\0b\n", "visits.csv", "NUL"),
        (b"PK\x03\x04broken", "visits.xlsx", "damaged"),
        (b"slug", "visits.doc", "not a kind of file"),
    ],
)
def test_what_is_no_sheet_is_refused_and_not_kept(content, name, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        staging.upload("visits", content, name, user=None)
    assert not ImportBatch.objects.exists()


def test_a_single_table_is_no_file_for_the_whole_archive():
    with pytest.raises(UnreadableFile, match="choose a type of record"):
        uploaded(type="archive")


def test_a_file_whose_letters_are_not_clear_waits_until_the_editor_says_its_encoding():
    batch = staging.upload("visits", "slug,title_en\na,Görüş\n".encode("windows-1254"), "a.csv", user=None)
    assert batch.message
    with pytest.raises(UnreadableFile):
        staging.stage(batch)
    staging.set_mapping(batch, {"encoding": "windows-1254"})
    assert staging.sheets_in(batch) == [("", 1, ["slug", "title_en"], 1)]
    assert staging.sample(batch).rows == [(2, ["a", "Görüş"])]
    staging.stage(batch)
    assert staging.rows_of(batch)[0].cells["title_en"] == ["", "Görüş"]


def test_what_was_never_applied_goes_after_a_time_and_what_was_applied_stays(settings, editor):
    old, new, applied = uploaded(), uploaded(), staged()
    staging.apply_staged(applied, by=editor)
    long_ago = timezone.now() - timedelta(days=settings.SHEET_UPLOADS_KEPT_DAYS + 1)
    ImportBatch.objects.filter(pk__in=[old.pk, applied.pk]).update(created_at=long_ago)
    assert staging.clean_up() == 1
    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {new.pk, applied.pk}
    staging.discard(new)
    with pytest.raises(staging.NotWaiting, match="gone"):
        staging.discard(new)
    with pytest.raises(staging.NotWaiting, match="imported already"):
        staging.discard(applied)


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "a\\u202eb"])
def test_letters_that_no_database_takes_end_in_a_sentence_or_a_row(text):
    content = f'[{{"slug": "a", "title_en": "{text}", "date": "{text}"}}]'
    refusals = []
    try:
        batch = uploaded(content, "visits.json")
        staging.stage(batch)
    except UnreadableFile as refusal:
        refusals.append(str(refusal))
    assert len(refusals) + ImportRow.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(editor, django_assert_max_num_queries):
    rows = "".join(f"v-{n},Visit {n},1992,FR,DE\n" for n in range(1500))
    batch = uploaded(VISITS.splitlines()[0] + "\n" + rows)
    with django_assert_max_num_queries(40):
        staging.stage(batch)
    with django_assert_max_num_queries(60):
        staging.apply_staged(batch, by=editor)
    assert Visit.objects.count() == 1500
