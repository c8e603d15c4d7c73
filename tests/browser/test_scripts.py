"""Scripts written into every text, heading, file name and address: none runs, and no page breaks its own policy.

By itself this opens each kind of page for one type in turn; SCRIPTS=all in the environment opens all of them.
"""

import os
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.models import RECORD_TYPES, Correction, Discrepancy, ImportBatch, Revision
from archive.public.citing import stamp
from archive.public.corrections.guard import a_token
from archive.review import corrections
from archive.writing import change
from tests.browser.conftest import sign_in
from tests.public.scenes import ADDRESSES, with_everything

SCRIPT = "\"'><img src=x onerror=hit()><script>hit()</script><svg/onload=hit()>{{hit()}}"
# What a script would call, and what the policy would say of it, kept over all pages that are opened.
WATCH = """window.hit = () => console.error("HIT");
document.addEventListener("securitypolicyviolation", e => console.error("BROKEN " + e.violatedDirective + " "
    + e.blockedURI + " " + (e.sourceFile || "")));"""
TEXTS = ("LineField", "ProseField")
# Columns in which a script would not be a value.
LEFT = {
    "slug",
    "field",
    "language",
    "currency",
    "exporter",
    "importer",
    "period",
    "source_language",
    "script",
    "search_text",
}
IN_ADDRESSES = ("/search/?q={}", "/visits/?q={}&sort={}&since={}", "/timeline/?since={}", "/map/?type={}", "/{}/",
                "/network/?q={}", "/discrepancies/?state={}", "/oai?verb={}&identifier={}", "/visits/{}/")  # fmt: skip
ALL = os.environ.get("SCRIPTS") == "all"


@pytest.fixture
def watched(page):
    """A page that keeps what a script did and where the policy was broken."""
    page.found = []
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: (page.found.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: page.found.append(said.text) if said.text.startswith(("HIT", "BROKEN")) else None)
    return page


def poisoned(row):
    """A stored row every text of which is the script, as far as it has room."""
    with change(by=None, why=SCRIPT[:300]):
        for column in type(row)._meta.concrete_fields:
            text = type(column).__name__ in TEXTS and not column.choices and column.name not in LEFT
            if text and not column.name.startswith("order_"):
                setattr(row, column.name, SCRIPT[: column.max_length or 300])
        row.save()
    return row


@pytest.fixture
def records(live_server):
    """A record of each type with everything on it; whatever of it is text is the script."""
    found = {address: with_everything(address, 1) for address in ADDRESSES}
    for record in found.values():
        for relation in ("citations", "names", "participations", "postings"):
            for row in getattr(record, relation).all() if hasattr(record, relation) else ():
                poisoned(row)
    found = {address: poisoned(type(record).objects.get(pk=record.pk)) for address, record in found.items()}
    with change(by=None, why=SCRIPT):
        for row in Discrepancy.objects.all()[:3]:
            row.public_note_en = SCRIPT
            row.save()
    said = {"proposed": SCRIPT, "source_words": SCRIPT, "reason": SCRIPT, "language": "en", "field": ""}
    corrections.receive(found["visits"], "somebody", token=a_token(), wants_answer=True, **said)
    return {address: type(record).objects.get(pk=record.pk) for address, record in found.items()}


def of_readers(number, record):
    """The addresses of a record and its list for readers."""
    at = record.get_absolute_url()
    old = f"{at}versions/{stamp(record.face_changed_at)}/"
    pages = [at, f"/{record.address}/", f"/az/{record.address}/", old, f"{old}difference/", f"{at}correct/"]
    return pages if ALL else [at, pages[1 + number % 5]]


def of_editors(number, record):
    """The addresses of a record and its list for editors."""
    name = f"admin:archive_{record._meta.model_name}"
    own = [reverse(f"{name}_{page}", args=[record.pk]) for page in ("change", "history", "delete", "merge", "compare")]
    own += [reverse(f"{name}_{page}") for page in ("changelist", "add", "export", "import")]
    return own if ALL else [own[0], own[1 + number % 8]]


def imported():
    """The pages of an import whose file name, headings and cells are the script."""
    client = Client()
    client.force_login(get_user_model().objects.get(username="editor"))
    heading = f'"{SCRIPT.replace(chr(34), chr(34) * 2)}"'
    text = f"{heading},title_en,date\n{heading},A,{SCRIPT[4:30]}\n"
    file = SimpleUploadedFile(f"{SCRIPT.replace('/', '')}.csv", text.encode())
    where = client.post(reverse("admin:archive_visit_import"), {"file": file})["Location"]
    batch = ImportBatch.objects.get()
    yield where
    with change(by=None):
        client.post(reverse("admin:archive_importbatch_columns", args=[batch.pk]), {"work": SCRIPT})
    for page in ("columns", "problems", "names", "change"):
        yield reverse(f"admin:archive_importbatch_{page}", args=[batch.pk])
    yield reverse("admin:archive_importbatch_changelist")


@pytest.mark.looks
def test_no_script_in_any_text_or_address_runs_for_readers(watched, records):
    pages = [page for number, record in enumerate(records.values()) for page in of_readers(number, record)]
    pages += ["/", "/timeline/", "/map/", "/network/", "/discrepancies/", "/search/?q=img", "/trade/"]
    pages += [address.replace("{}", quote(SCRIPT)) for address in (IN_ADDRESSES if ALL else IN_ADDRESSES[:5])]
    pages.append(Correction.objects.get().get_absolute_url())
    for page in pages:
        watched.goto(page)
        assert not watched.found, page


@pytest.mark.looks
def test_no_script_in_any_text_heading_or_file_name_runs_for_editors(watched, records, django_user_model):
    sign_in(watched, django_user_model)
    pages = [page for number, record in enumerate(records.values()) for page in of_editors(number, record)]
    plain = ("index", "archive_desk", "archive_recent", "archive_citation_changelist", "archive_place_changelist",
             "archive_correction_changelist", "archive_revision_changelist", "archive_person_duplicates")  # fmt: skip
    pages += [reverse(f"admin:{name}") for name in plain]
    pages.append(reverse("admin:archive_correction_change", args=[Correction.objects.get().pk]))
    pages.append(reverse("admin:archive_revision_change", args=[Revision.objects.first().pk]))
    pages.append(reverse("admin:archive_visit_changelist") + f"?q={quote(SCRIPT)}&o={quote(SCRIPT)}")
    pages.append(reverse("admin:archive_source_enter", args=[records["sources"].pk]))
    for page in (*pages, *imported()):
        watched.goto(page)
        assert not watched.found, page
    assert len(RECORD_TYPES) == len(records)
