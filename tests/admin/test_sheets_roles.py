"""Import and export in the browser as each role: what is offered, what waits for a reviewer, what is not told."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from archive.models import ImportBatch, Proposal, ProposalState, Revision, SavedMapping, Source, Visit
from tests import factories as make
from tests.admin.conftest import address
from tests.admin.importing import batch, confirm, imported, page, send, step, told, upload
from tests.history import rewrite

pytestmark = pytest.mark.django_db


def draft_of(user, maker=make.make_visit, **values):
    """A draft whose first version this user made."""
    record = maker(status="draft", **values)
    rewrite(Revision.objects.filter(slug=record.slug, record_type=record.address), author=user)
    return record


def text_of(answer):
    return answer.content.decode()


def downloaded(client, where, **chosen):
    answer = client.post(where, {"format": "json", **chosen})
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer


@pytest.mark.parametrize("role", ["contributor", "editor", "reviewer"])
def test_an_import_of_drafts_changes_and_proposals_from_the_upload_to_the_undo(sign_in, role):
    client = sign_in(role)
    seen, own = make.make_visit(title_en="Seen"), draft_of(client.user, title_en="Mine")
    text = f"slug,title_en,date,status\n,New one,1991,published\n{own.slug},,1992,\n{seen.slug},,1993,\n"
    shown = imported(client, text)
    words = text_of(shown)
    assert "will be proposed" in words
    assert "begins as a draft" in words
    assert "1 row</strong> changes what readers see" in words
    done = confirm(client, shown)
    assert "1 new, 1 changed, 1 proposed" in told(done)
    proposal = Proposal.objects.get()
    assert reverse("admin:archive_proposal_page", args=[proposal.pk]) in text_of(done)
    assert (Visit.objects.get(pk=seen.pk).date, proposal.snapshot["date"]) == ("", "1993")
    assert Visit.objects.get(title_en="New one").status == "draft"
    assert client.get(reverse("admin:archive_proposal_page", args=[proposal.pk])).status_code == 200
    assert "proposals taken back" in text_of(page(client, "undo"))
    undone = send(client, "undo", {})
    assert "1 proposals taken back" in text_of(undone)
    assert Proposal.objects.get().state == ProposalState.TAKEN_BACK
    assert not Visit.objects.filter(title_en="New one").exists()


def test_a_viewer_imports_and_exports_nothing(sign_in):
    client = sign_in("viewer")
    for where in (address(Visit, "import"), address(Visit, "export"), reverse("admin:archive_importbatch_add")):
        assert client.get(where).status_code == 403
        assert client.post(where, {"format": "csv"}).status_code == 403


def test_an_administrator_says_why_published_records_are_changed_at_once(sign_in):
    client = sign_in("administrator")
    seen = make.make_visit(title_en="Seen")
    shown = imported(client, f"slug,date\n{seen.slug},1992\n")
    assert 'name="why"' in text_of(shown)
    refused = send(client, "apply", seen=shown.context["seen"])
    assert "write why they are changed" in told(refused)
    assert Visit.objects.get().date == ""
    send(client, "apply", seen=shown.context["seen"], why="The treaty says so.")
    assert Visit.objects.get().date == "1992"
    assert Revision.objects.get(visit=seen, number=2).reason.endswith(": The treaty says so.")
    assert not Proposal.objects.exists()


def test_an_administrators_drafts_need_no_reason(sign_in):
    client = sign_in("administrator")
    shown = imported(client, "title_en\nNew\n")
    assert 'name="why"' not in text_of(shown)
    confirm(client, shown)
    assert Visit.objects.get().status == "draft"


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_a_status_that_one_may_not_give_stands_in_the_way_with_what_to_do(sign_in, role):
    client = sign_in(role)
    own = draft_of(client.user)
    shown = imported(client, f"slug,status\n{own.slug},published\n")
    assert "submit the record for review" in text_of(shown)
    assert "rows cannot be taken (2)" in told(confirm(client, shown))
    assert Visit.objects.get().status == "draft"


def test_a_row_about_somebody_elses_draft_tells_a_contributor_nothing_of_it(sign_in):
    client = sign_in("contributor")
    other = draft_of(None, title_en="A secret title", note="A secret note", date="1901", slug="taken")
    shown = imported(client, f"slug,title_en,date,revision\n{other.slug},My title,1992,1\n")
    words = text_of(shown)
    assert "Another record has this address already: choose another." in words
    for secret in ("secret", "1901", address(Visit, "change", other.pk)):
        assert secret not in words
    for name in ("problems", "errors"):
        answer = client.get(step(name))
        assert answer.status_code == 200
        assert b"secret" not in (b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_a_contributor_sees_their_own_imports_only(sign_in):
    theirs, mine, editor = sign_in("contributor"), sign_in("contributor"), sign_in("editor")
    imported(theirs, "title_en\nTheirs\n", name="theirs.csv")
    other = batch()
    imported(mine, "title_en\nMine\n", name="mine.csv")
    names = ("change", "file", "rows", "problems", "errors", "names", "compare", "apply", "recover", "progress",
             "undo", "discard", "columns", "table", "origin", "replace", "history", "delete")  # fmt: skip
    for name in names:
        for answer in (mine.get(step(name, other)), mine.post(step(name, other), {"seen": "x"})):
            # Django's own pages send those who ask for what is not there to the index.
            gone = answer.status_code == 302 and answer["Location"] == reverse("admin:index")
            assert answer.status_code in (403, 404, 405) or gone, name
    assert ImportBatch.objects.get(pk=other.pk).state == "staged"
    listed = text_of(mine.get(reverse("admin:archive_importbatch_changelist")))
    assert "mine.csv" in listed
    assert "theirs.csv" not in listed
    assert "theirs.csv" not in text_of(mine.get(address(Visit, "import")))
    assert "theirs.csv" in text_of(editor.get(reverse("admin:archive_importbatch_changelist")))
    assert editor.get(step("change", other)).status_code == 200


def test_the_same_file_imported_by_somebody_else_is_not_told_to_a_contributor(sign_in):
    editor, client = sign_in("editor"), sign_in("contributor")
    confirm(editor, imported(editor, "slug,title_en\nnew,New\n"))
    assert "was imported already" not in text_of(imported(client, "slug,title_en\nnew,New\n"))
    assert "was imported already" in text_of(imported(editor, "slug,title_en\nnew,New\n"))


def test_an_editor_confirms_a_contributors_import_with_their_own_rights(sign_in):
    client, editor = sign_in("contributor"), sign_in("editor")
    shown = imported(client, "title_en\nNew\n")
    confirm(editor, editor.get(step("change")))
    assert Revision.objects.get(number=1, visit__isnull=False).author == editor.user
    assert "Imported" in text_of(client.get(step("change")))
    assert shown.status_code == 200


def test_rights_that_are_taken_away_while_an_import_waits_hold(sign_in):
    client = sign_in("editor")
    other = draft_of(None, title_en="Theirs")
    shown = imported(client, f"slug,title_en\n{other.slug},Changed\n")
    client.user.groups.set([Group.objects.get(name="contributor")])
    confirmed = confirm(client, shown)
    assert "cannot be written as it was compared" in text_of(confirmed)
    assert Visit.objects.get().title_en == "Theirs"
    client.user.groups.clear()
    assert client.post(step("apply"), {"seen": "x"}).status_code in (403, 404)


def test_a_contributor_names_no_source_that_they_do_not_see(sign_in):
    client = sign_in("contributor")
    hidden = draft_of(None, make.make_source, title_en="Hidden source", slug="hidden-source")
    answer = upload(client, "title_en\nNew\n", source_slug="hidden-source")
    assert "No source has the address" in text_of(answer)
    assert "Hidden" not in text_of(upload(client, "title_en\nNew\n", source=str(hidden.pk)))
    assert not ImportBatch.objects.exists()
    own = draft_of(client.user, make.make_source, slug="own-source")
    assert upload(client, "title_en\nNew\n", source_slug="own-source").status_code == 302
    assert ImportBatch.objects.get().source == own


def test_a_contributor_exports_what_they_see_and_an_editor_all(sign_in):
    client, editor = sign_in("contributor"), sign_in("editor")
    person = draft_of(None, make.make_person, name_en="Hidden person", slug="hidden-person")
    seen, own = (
        make.make_visit(title_en="Seen", note="inside", date="1992"),
        draft_of(client.user, title_en="Mine", note="my note"),
    )
    draft_of(None, title_en="Theirs", slug="theirs")
    dark = draft_of(None, make.make_source, slug="dark-source")
    for visit in (seen, own):
        make.take_part(person, visit)
        make.cite(visit, "date", "1992", dark)
    secrets = ("hidden-person", "theirs", "inside", "dark-source")
    everything = {"_selected_action": [str(v.pk) for v in Visit.objects.all()], "evidence": "on"}
    for where in (address(Visit, "export"), reverse("archive-export")):
        mine = downloaded(client, where, **everything)
        assert "Seen" in mine
        assert "my note" in mine
        assert [word for word in secrets if word in mine] == []
        assert [word for word in secrets if word not in downloaded(editor, where, **everything)] == []
    assert "dark-source" not in downloaded(client, address(Source, "export"))


def test_a_mapping_that_somebody_else_has_kept_is_used_and_not_changed_by_a_contributor(sign_in):
    client, editor = sign_in("contributor"), sign_in("editor")
    kept = SavedMapping.objects.create(type="visits", name="Theirs", mapping={}, user=editor.user)
    own = SavedMapping.objects.create(type="visits", name="Mine", mapping={}, user=client.user)
    for saved, allowed in ((kept, False), (own, True)):
        client.post(reverse("admin:archive_savedmapping_change", args=[saved.pk]), {"name": f"{saved.name} anew"})
        saved.refresh_from_db()
        assert saved.name.endswith("anew") is allowed
        client.post(reverse("admin:archive_savedmapping_delete", args=[saved.pk]), {"post": "yes"})
        assert SavedMapping.objects.filter(pk=saved.pk).exists() is not allowed
    editor.post(reverse("admin:archive_savedmapping_delete", args=[kept.pk]), {"post": "yes"})
    assert not SavedMapping.objects.exists()
