"""Text is stored in one form, by whichever door it comes; NUL is refused at each of them."""

import io
import json
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.models import Person, Visit
from archive.text import clean
from archive.writing import change
from tests.admin.conftest import address, typed
from tests.factories import make_person, make_visit
from tests.spreadsheets.planned import planned

pytestmark = pytest.mark.django_db
# Letters, and around them whatever a copy from elsewhere may bring along.
STRANGE = "\u200b\u200e\u202e\u2066\ufeff\u00ad\x07\x1f\x7f\u0301\u00a0 \t\u2028e\u0130A"
texts = st.text(alphabet=st.one_of(st.sampled_from(STRANGE), st.characters(exclude_categories=["Cs"])), max_size=20)
through_the_database = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_stored_form(text):
    """Whether a line is composed, trimmed, with nothing in it that cannot be seen."""
    unseen = [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    return not unseen and unicodedata.is_normalized("NFC", text) and text == " ".join(text.split())


@given(texts)
@example("a\x00b")
def test_the_stored_form_of_a_text_is_its_own_stored_form(text):
    found = clean(text)
    assert is_stored_form(found)
    assert clean(found) == found


@through_the_database
@given(texts)
@example("a\x00b")
@example("\u2028")
def test_the_shell_stores_it_so(text):
    person = Person(name_en=f"x{text}x", name_az=text)
    with change(by=None):
        person.save()
    person.refresh_from_db()
    assert is_stored_form(person.name_en)
    assert is_stored_form(person.name_az)
    assert person.revisions.get().snapshot["name_en"] == person.name_en == clean(f"x{text}x")


@through_the_database
@given(texts.map(lambda text: text.replace("\x00", "")))
def test_a_form_stores_it_so(admin_client, text):
    person = make_person(name_en="As it was")
    page = admin_client.get(address(Person, "change", person.pk))
    sent = typed(page, name_en=f"y{text}y")
    assert admin_client.post(address(Person, "change", person.pk), sent).status_code == 302
    person.refresh_from_db()
    assert person.name_en == clean(f"y{text}y")


@through_the_database
@given(texts.map(lambda text: text.replace("\x00", "")))
def test_a_sheet_stores_it_so(text):
    name = f"z{text}z"
    rows = planned("people", json.dumps([{"name_en": name, "slug": "somebody"}]), "people.json").rows
    assert [row.cells["name_en"][1] for row in rows] == [clean(name)]


def test_a_command_stores_it_so_and_refuses_a_nul(tmp_path):
    sheet = tmp_path / "people.json"
    sheet.write_text(json.dumps([{"name_en": " Cafe\u0301\u200b\u00a0de  Paris\u202e ", "slug": "cafe"}]))
    call_command("import_sheet", "people", str(sheet), stdout=io.StringIO())
    assert Person.objects.get(slug="cafe").name_en == "Café de Paris"
    sheet.write_text(json.dumps([{"name_en": "As it should be"}, {"name_en": "a\x00b"}]))
    with pytest.raises(SystemExit) as end:
        call_command("import_sheet", "people", str(sheet), stdout=io.StringIO(), stderr=io.StringIO())
    assert end.value.code == 2
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["title_en", "note", "date", "slug", "citations-0-stated", "why", "no-such-field"])
def test_a_form_with_a_nul_is_answered_with_400_and_stores_nothing(admin_client, name):
    visit = make_visit(title_en="As it was")
    page = admin_client.get(address(Visit, "change", visit.pk))
    for body in ({name: "a\x00b"}, {f"{name}\x00": "a"}):
        answer = admin_client.post(address(Visit, "change", visit.pk), typed(page) | body)
        assert answer.status_code == 400
    assert Visit.objects.get().revision == 1


def test_a_nul_in_a_file_name_or_a_cookie_is_answered_with_400(admin_client, client):
    file = SimpleUploadedFile("a.csv", b"slug\n")
    file._name = "a\x00.csv"
    assert admin_client.post(reverse("admin:archive_visit_import"), {"file": file}).status_code in (302, 400)
    for name in ("sessionid", "csrftoken", "django_language", "anything"):
        for page in ("/", "/visits/", reverse("admin:login"), reverse("admin:index")):
            # Set anew: an answer may bring a cookie of its own.
            client.cookies[name] = "aaaa\x00aaaaaaaa"
            assert client.get(page).status_code == 400, (name, page)
        del client.cookies[name]


@pytest.mark.parametrize("page", ["/visits/", "/search/", "/timeline/", "/oai"])
def test_a_nul_in_an_address_is_answered_with_400(client, page):
    for asked in (f"{page}?q=a%00b", f"{page}?%00=a", f"{page}a%00b/"):
        assert client.get(asked).status_code == 400
