"""What describes a document of each kind: the table, the identifiers, the gate, the sheet, the search and the form."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from archive import identifiers
from archive.models import Proposal, Source, SourceFile, SourceKind
from archive.models.source_kinds import BY_KIND, DETAILS, EVERYWHERE
from archive.review import What, accept, gate
from archive.sources import files
from archive.spreadsheets import resource_for
from archive.writing import change
from tests.admin.conftest import address, errors_of, typed
from tests.factories import keep_file, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """A storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path


def test_every_kind_is_described_by_columns_of_the_source():
    columns = {field.name for field in Source._meta.fields} | {"title"}
    assert set(DETAILS) == set(SourceKind)
    for details in DETAILS.values():
        assert set(details.needs).isdisjoint(details.may)
        assert details.uses <= columns
        assert set(details.may) <= set(BY_KIND)
    assert set().union(*(details.uses for details in DETAILS.values())) == {*BY_KIND, *EVERYWHERE}


@pytest.mark.parametrize(
    ("read", "typed_in", "stored"),
    [
        (identifiers.isbn, "978-0-306-40615-7", "9780306406157"),
        (identifiers.isbn, "ISBN: 0-8044-2957-x", "080442957X"),
        (identifiers.isbn, "9780306406158", None),
        (identifiers.isbn, "123", None),
        (identifiers.issn, "03178471", "0317-8471"),
        (identifiers.issn, "ISSN 2434-561x", "2434-561X"),
        (identifiers.issn, "0317-8472", None),
        (identifiers.doi, "https://doi.org/10.1000/ABC", "10.1000/abc"),
        (identifiers.doi, "doi: 10.1000.10/1", "10.1000.10/1"),
        (identifiers.doi, "10.1000", None),
        (identifiers.doi, "https://example.org/10.1000/1", None),
    ],
)
def test_identifiers_are_read_as_people_type_them_and_their_check_digits_hold(read, typed_in, stored):
    if stored is None:
        with pytest.raises(identifiers.NotAnIdentifier):
            read(typed_in)
    else:
        assert read(typed_in) == stored
        assert read(stored) == stored


def test_a_misprinted_number_is_named_with_what_to_do():
    with pytest.raises(ValidationError, match="“9780306406158” is not an ISBN: copy its 10 or 13 digits again"):
        Source(slug="a", title_en="T", isbn="9780306406158").full_clean()


@pytest.mark.parametrize(
    ("column", "value"), [("isbn", "12345"), ("issn", "03178471"), ("doi", "11.1000/182"), ("doi", "10.1000")]
)
def test_the_database_itself_holds_the_form_of_a_number(column, value):
    source = make_source()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE archive_source SET {column} = %s WHERE id = %s", [value, source.pk])


def test_what_a_kind_needs_is_a_warning_and_a_draft_is_stored_without_it():
    source = make_source(kind="article", status="draft", container="A journal")
    lacks = [lack for lack in gate(Source, [source.pk])[source.pk] if lack.what is What.DETAIL]
    assert {lack.field for lack in lacks} == {"authors", "published"}
    assert all(lack.is_warning for lack in lacks)
    with change(by=None):
        source.authors, source.published = "Ruiz, Ana", "1998"
        source.save()
    assert not [lack for lack in gate(Source, [source.pk])[source.pk] if lack.what is What.DETAIL]


def test_the_sheet_has_a_column_for_each_detail_and_shows_what_is_stored():
    source = make_source(kind="book", isbn="0-306-40615-2", shelfmark="Box 3", occasion="A day")
    resource = resource_for("sources")
    assert set(BY_KIND) <= {column.column_name for column in resource.columns()}
    (line,) = resource.lines(Source.objects.filter(pk=source.pk))
    assert (line.cells["isbn"], line.cells["shelfmark"], line.cells["occasion"]) == ("0306406152", "Box 3", "A day")


def test_a_source_is_found_by_where_it_appeared_and_where_it_is_kept():
    source = make_source(container="Quarterly of Quails", repository="Vault of Voles")
    for words in ("quarterly quails", "voles"):
        assert list(Source.objects.matching(words)) == [source]


# The form.


def upload(name="scan.pdf", content=b"%PDF-1.7\nA scan."):
    return SimpleUploadedFile(name, content)


def test_the_form_marks_what_the_kind_needs_and_carries_the_table_of_all(admin_client):
    source = make_source(kind="archival")
    page = admin_client.get(address(Source, "change", source.pk)).content.decode()
    needed = re.findall(r'<label[^>]*for="id_(\w+)"[^>]*>[^<]*<span class="needed">', page)
    assert needed == ["repository", "shelfmark"]
    table = json.loads(re.search(r'<script id="source-kinds" type="application/json">(.*?)</script>', page)[1])
    assert table["needs"]["book"] == list(DETAILS[SourceKind.BOOK].needs)
    assert "A document of this kind is found again by its kept by, shelfmark too." in page


def test_a_file_is_added_described_shown_to_readers_and_taken_away(admin_client, admin_user, client):
    source = make_source(slug="annals", status="draft")
    form = address(Source, "change", source.pk)
    page = admin_client.get(form)
    sent = typed(page, **{"files-0-upload": upload(), "files-0-description": "Page 3"})
    answer = admin_client.post(form, sent)
    assert answer.status_code == 302, errors_of(answer)
    file = source.files.get()
    assert (file.name, file.kind, file.description, file.is_public, file.added_by) == (
        "scan.pdf", "pdf", "Page 3", False, admin_user.username,
    )  # fmt: skip
    page = admin_client.get(form)
    assert file.sha256 in page.content.decode()
    given = admin_client.get(address(Source, "file", source.pk, file.sha256))
    assert b"".join(given.streaming_content) == b"%PDF-1.7\nA scan."
    assert given["Cache-Control"].startswith("private, no-store")
    assert given["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert admin_client.post(form, typed(page, **{"files-0-is_public": "on"})).status_code == 302
    assert source.files.get().is_public
    assert client.get(f"/sources/annals/files/{file.sha256}").status_code == 404
    page = admin_client.get(form)
    assert admin_client.post(form, typed(page, **{"files-0-DELETE": "on"})).status_code == 302
    assert not source.files.exists()
    assert files.is_whole(file.sha256)


def test_a_file_that_has_arrived_is_not_lost_when_the_form_comes_back(admin_client):
    source = make_source(status="draft")
    form = address(Source, "change", source.pk)
    sent = typed(admin_client.get(form), isbn="1", **{"files-0-upload": upload()})
    answer = admin_client.post(form, sent)
    assert answer.status_code == 200
    assert "“scan.pdf” has arrived and is kept when you save." in answer.content.decode()
    assert not SourceFile.objects.exists()
    answer = admin_client.post(form, typed(answer, isbn=""))
    assert answer.status_code == 302, errors_of(answer)
    assert source.files.get().name == "scan.pdf"


def test_what_is_no_document_or_there_already_or_forged_is_refused_on_the_form(admin_client):
    source = make_source(status="draft")
    keep_file(source, "scan.pdf", b"%PDF-1.7\nA scan.")
    form = address(Source, "change", source.pk)
    for changes, sentence in (
        ({"files-1-upload": upload("a.exe", b"MZ\x00")}, "none of the kinds that the archive keeps"),
        ({"files-1-upload": upload("again.pdf")}, "The source has this very file already."),
        ({"files-1-kept": "eyJuYW1lIjoiYS5wZGYifQ:forged"}, "Choose a file, or take the row away."),
        ({"files-1-description": "Without a file"}, "Choose a file, or take the row away."),
    ):
        answer = admin_client.post(form, typed(admin_client.get(form), **changes))
        assert answer.status_code == 200
        assert sentence in errors_of(answer)
    assert source.files.count() == 1


def test_a_file_for_what_readers_see_waits_for_a_reviewer(sign_in, client, admin_user):
    editor, source = sign_in("editor"), make_source(slug="annals")
    form = address(Source, "change", source.pk)
    page = editor.get(form)
    answer = editor.post(form, typed(page, **{"files-0-upload": upload(), "files-0-is_public": "on"}))
    assert answer.status_code == 302, errors_of(answer)
    assert not SourceFile.objects.exists()
    wanted = Proposal.objects.get().snapshot["files"]
    assert [file["name"] for file in wanted] == ["scan.pdf"]
    accept(Proposal.objects.get(), by=admin_user, confirmed=True)
    file = source.files.get()
    assert files.is_whole(file.sha256)
    assert client.get(f"/sources/annals/files/{file.sha256}").status_code == 200


def test_the_form_asks_the_same_for_one_file_and_for_many(admin_client):
    counts = []
    for number in (1, 6):
        source = make_source()
        for each in range(number):
            keep_file(source, content=b"%d" % each)
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(address(Source, "change", source.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
