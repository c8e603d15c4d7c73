"""A plan of any length: rows beyond a few stand in a file, sets of slugs are marks, and both are exact."""

import pytest

from archive.models import Person, Visit
from archive.spreadsheets import PlannedRow, Problem, UnreadableFile, plan, read
from archive.spreadsheets.planning import Kind, Pending, PlannedRows
from archive.spreadsheets.planning.fingerprints import Fingerprints
from tests import factories as make


def rows(count):
    """Planned rows of every kind."""
    for number in range(2, count + 2):
        problems = [Problem("visits", number, "date", "31/02", "There is no such day.")] if number % 7 == 0 else []
        kind = Kind.FAILED if problems else list(Kind)[number % 4]
        cells = {"title_en": ("", f"Visit {number}"), "purpose_en": ("“a”", "ə\n∅")}
        yield PlannedRow(number + 0.01, kind, f"v{number}", number, 3, cells, problems, "accept", {"date": "1992"})


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 2345])
def test_rows_come_back_as_they_were_added_as_often_as_they_are_asked_for(count):
    found = PlannedRows(rows(count))
    assert (len(found), found.refused) == (count, sum(bool(row.problems) for row in rows(count)))
    assert list(found) == list(rows(count)) == list(found)
    # Two walks at once do not disturb each other.
    assert all(one == other for one, other in zip(found, found, strict=True))
    assert found[count // 2 : count // 2 + 3] == list(rows(count))[count // 2 : count // 2 + 3]
    if count:
        assert (found[0], found[-1]) == (next(rows(1)), list(rows(count))[-1])


def test_marks_know_their_texts_and_which_of_them_came_twice():
    slugs = [f"visit-{number}" for number in range(5000)]
    found = Fingerprints([*slugs, "visit-7"])
    assert all(slug in found for slug in slugs)
    assert not any(f"person-{number}" in found for number in range(5000))
    assert found.repeated() == {hash("visit-7")}


def test_what_will_be_stored_is_known_by_its_type():
    pending = Pending([(Visit, "a")]) | Pending([(Person, "b")])
    assert [(model, slug) in pending for model in (Visit, Person) for slug in "ab"] == [True, False, False, True]


@pytest.mark.django_db
def test_a_slug_that_stands_twice_far_apart_is_named_in_both_rows():
    text = "slug,title_en\n" + "".join(f"v{number},Visit\n" for number in range(2500)) + "v3,Again\n"
    found = plan("visits", read(text.encode(), "visits.csv"))
    assert [(problem.row, problem.sentence) for problem in found.problems] == [
        (5, "The slug stands in row 2502 too: each record has one row."),
        (2502, "The slug stands in row 5 too: each record has one row."),
    ]
    assert found.counts["new"] == len(found.of_kind(Kind.NEW)) == 2499


@pytest.mark.django_db
def test_progress_is_told_in_order_up_to_the_last_row():
    make.make_visit(slug="v7", title_en="Visit")
    text = "slug,title_en\n" + "".join(f"v{number},Visit\n" for number in range(2500))
    told = []
    found = plan("visits", read(text.encode(), "visits.csv"), progress=lambda *now: told.append(now))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]
    assert found.counts["unchanged"] == 1


LONG = "".join(f"v{number},Visit {number} to Bakı,1992\r\n" for number in range(20_000))


def both_ways(content, monkeypatch, **options):
    """A large CSV file as it is read line by line, and as the process reads it that has limits."""
    streamed = read(content, "visits.csv", **options)
    with monkeypatch.context() as patch:
        patch.setattr("archive.spreadsheets.reading.read_streamed", lambda *_all: None)
        apart = read(content, "visits.csv", **options)
    return streamed, apart


@pytest.mark.parametrize(
    "content",
    [
        f"slug,title_en,date\r\n{LONG}".encode(),
        f"\ufeffslug,title_en,date\r\n{LONG}".encode(),
        f"List of visits\r\n\r\nslug;title_en;date\r\n{LONG.replace(',', ';')}".encode(),
        f'slug,title_en,,date\r\n{LONG.replace(",1992", ",,1992")}x,"two\nlines ""quoted""",,1993'.encode(),
        f"slug,title_en,date\n{LONG}".replace("\r\n", "\r").encode(),
        f"slug,title_en,date\n{LONG}".encode("utf-16"),
    ],
    ids=["plain", "mark", "title", "quotes", "returns", "utf-16"],
)
def test_a_file_read_line_by_line_is_the_same_as_one_read_whole(content, monkeypatch):
    streamed, apart = both_ways(content, monkeypatch)
    assert (streamed.headings, streamed.heading_row, list(streamed.places)) == (
        apart.headings, apart.heading_row, list(apart.places),
    )  # fmt: skip
    assert list(streamed.rows) == list(apart.rows)
    assert len(streamed.rows) >= 20_000


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ('x,"Visit', "A quotation mark opened in line 20002 is not closed"),
        ("x,Vi\0sit", "Line 20002 holds a NUL character"),
        ("x" + ",a" * 600, "more than 500 columns"),
        ("x," + "a" * 2_000_000, "far too long"),
    ],
)
def test_a_large_file_that_cannot_be_read_is_refused_in_the_same_words_either_way(end, sentence, monkeypatch):
    content = f"slug,title_en,date\r\n{LONG}{end}".encode()
    with pytest.raises(UnreadableFile, match=sentence) as refusal:
        read(content, "visits.csv")
    monkeypatch.setattr("archive.spreadsheets.reading.read_streamed", lambda *_all: None)
    with pytest.raises(UnreadableFile) as other:
        read(content, "visits.csv")
    assert str(other.value) == str(refusal.value)


def test_a_file_on_disk_is_kept_as_it_was_when_it_was_read(tmp_path):
    content = f"slug,title_en,date\r\n{LONG}".encode()
    path = tmp_path / "visits.csv"
    path.write_bytes(content)
    sheet = read(path)
    path.write_bytes(b"slug\nother\n")
    assert (len(sheet.content), bytes(sheet.content)) == (len(content), content)
    assert len(sheet.rows) == 20_000
