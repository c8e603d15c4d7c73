"""What the admin promises for every type of record, asked of its pages."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets

from archive import spreadsheets
from archive.admin.base import GuardedAdmin, links_to_slugged
from archive.admin.records import RecordAdmin
from archive.models import RECORD_TYPES, Revision, Status, arc_name
from tests.admin.conftest import address, errors_of, typed
from tests.factories import MAKERS, cite

pytestmark = pytest.mark.django_db

# The smallest thing that an editor can type for a new record.
SMALLEST = {
    **{model.address: {"title_en": "Something new"} for model in RECORD_TYPES},
    "people": {"name_en": "Somebody new"},
    "organizations": {"name_en": "Somebody new"},
    "trade": {"period": "1992"},
}
# A name with letters to fold, or for figures the countries, which are found by their names in every language.
NAMED = {
    **{model.address: {"title_az": "Görüş İlham Əliyevlə"} for model in RECORD_TYPES},
    "people": {"name_az": "Görüş İlham Əliyevlə"},
    "organizations": {"name_az": "Görüş İlham Əliyevlə"},
    "trade": {"exporter": "TR", "importer": "ES"},
}


def make(model, **values):
    return MAKERS[model.address](**values)


def test_the_list_opens_with_its_columns_filters_and_buttons(admin_client, record_type):
    record = make(record_type)
    page = admin_client.get(address(record_type)).content.decode()
    assert str(record) in page
    for words in ("Status", "Evidence", "Gaps", "By status", "By evidence", "By gaps", "Import", "Export"):
        assert words in page, words


@pytest.mark.parametrize("query", ["gorus", "ILHAM", "eliyev", "Aliyev", "görüş əliyev"])
def test_the_list_is_searched_with_folded_letters(admin_client, record_type, query):
    query = "ispaniya" if record_type.address == "trade" else query
    found, other = make(record_type, **NAMED[record_type.address]), make(record_type)
    rows = admin_client.get(address(record_type), {"q": query}).context["cl"].result_list
    assert list(rows) == [found]
    assert other not in rows


def test_the_lists_filters_narrow_it(admin_client, record_type):
    bare, withdrawn = make(record_type, status=Status.DRAFT), make(record_type, status=Status.WITHDRAWN)
    cited = make(record_type)
    cite(cited, record_type.citable()[0], "something")

    def found(**query):
        return set(admin_client.get(address(record_type), query).context["cl"].result_list)

    assert found(status__exact="draft") == {bare}
    assert found(status__exact="withdrawn") == {withdrawn}
    assert cited in found(evidence__exact="single")
    assert bare not in found(evidence__exact="single")
    gaps = {r for r in record_type.objects.all() if r.uncited}
    assert found(gaps="uncited") == gaps
    assert found(gaps="unsupported") == {r for r in record_type.objects.all() if r.unsupported}


def test_a_new_record_is_added_as_a_draft_with_its_first_version(admin_client, admin_user, record_type):
    form = admin_client.get(address(record_type, "add"))
    sent = typed(form, **SMALLEST[record_type.address], why="Found in the press")
    answer = admin_client.post(address(record_type, "add"), sent)
    assert answer.status_code == 302, errors_of(answer)
    record = record_type.objects.get()
    version = Revision.objects.get(**{arc_name(record_type): record})
    assert (record.status, record.revision, version.author) == ("draft", 1, admin_user)
    assert version.reason == "Found in the press"


def test_sending_the_form_of_a_new_record_twice_makes_one_record(admin_client, record_type):
    form = admin_client.get(address(record_type, "add"))
    sent = typed(form, **SMALLEST[record_type.address])
    admin_client.post(address(record_type, "add"), sent)
    again = admin_client.post(address(record_type, "add"), sent)
    assert again.status_code == 200
    assert "is taken" in errors_of(again)
    assert record_type.objects.count() == 1


def test_a_change_makes_one_version_with_its_reason_shown_in_the_history(admin_client, record_type):
    record = make(record_type)
    form = admin_client.get(address(record_type, "change", record.pk))
    sent = typed(form, note="Seen in the annals", why="Better source")
    answer = admin_client.post(address(record_type, "change", record.pk), sent)
    assert answer.status_code == 302, errors_of(answer)
    record.refresh_from_db()
    assert (record.note, record.revision) == ("Seen in the annals", 2)
    history = admin_client.get(address(record_type, "history", record.pk)).content.decode()
    assert "Better source" in history
    assert "Seen in the annals" in history
    assert "first version" in history


def test_saving_an_untouched_form_makes_no_version(admin_client, record_type):
    record = make(record_type)
    cite(record, record_type.citable()[0], "something")
    record.refresh_from_db()
    form = admin_client.get(address(record_type, "change", record.pk))
    answer = admin_client.post(address(record_type, "change", record.pk), typed(form))
    assert answer.status_code == 302, errors_of(answer)
    assert record_type.objects.get(pk=record.pk).revision == record.revision


def test_a_draft_is_deleted_and_leaves_its_history(admin_client, record_type):
    record = make(record_type, status=Status.DRAFT)
    assert admin_client.get(address(record_type, "delete", record.pk)).status_code == 200
    assert admin_client.post(address(record_type, "delete", record.pk), {"post": "yes"}).status_code == 302
    assert not record_type.objects.exists()
    assert Revision.objects.filter(record_type=record_type.address, slug=record.slug, deleted=True).exists()


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_published_is_not_deleted_and_the_page_says_what_to_do(admin_client, record_type, status, method):
    record = make(record_type, status=status)
    answer = getattr(admin_client, method)(address(record_type, "delete", record.pk), {"post": "yes"}, follow=True)
    assert "withdraw it instead" in answer.content.decode()
    assert record_type.objects.filter(pk=record.pk).exists()


def test_the_deletion_of_several_stops_at_a_published_one(admin_client, record_type):
    draft, published = make(record_type, status=Status.DRAFT), make(record_type)
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk, published.pk]}
    assert "withdraw it instead" in admin_client.post(address(record_type), chosen).content.decode()
    admin_client.post(address(record_type), chosen | {"post": "yes"})
    assert record_type.objects.count() == 2


def test_several_drafts_are_deleted_at_once(admin_client, record_type):
    drafts = [make(record_type, status=Status.DRAFT) for _number in range(2)]
    chosen = {"action": "delete_selected", "_selected_action": [d.pk for d in drafts], "post": "yes"}
    admin_client.post(address(record_type), chosen)
    assert not record_type.objects.exists()
    assert Revision.objects.filter(deleted=True).count() == 2


def test_the_import_page_opens_and_lists_the_columns(admin_client, record_type):
    page = admin_client.get(address(record_type, "import")).content.decode()
    assert "slug" in page
    assert "summary_en" in page


@pytest.mark.parametrize("name", spreadsheets.FORMATS)
def test_a_list_is_exported_in_each_format(admin_client, record_type, name):
    record = make(record_type)
    assert admin_client.get(address(record_type, "export")).status_code == 200
    answer = admin_client.post(address(record_type, "export"), {"format": name})
    assert answer["Content-Type"].startswith(spreadsheets.FORMATS[name].content_type)
    assert f'filename="{record_type.address}.{name}"' in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    sheet = spreadsheets.read(content, name=f"{record_type.address}.{name}")
    assert spreadsheets.plan(record_type.address, sheet).counts["unchanged"] == 1
    assert record.slug.encode() in content or name in ("xlsx", "ods")


def test_links_to_the_type_are_looked_up_with_folded_letters(admin_client, record_type):
    found, _other = make(record_type, **NAMED[record_type.address]), make(record_type)
    where = {"app_label": "archive", "model_name": "citation", "field_name": arc_name(record_type)}
    term = "ispaniya" if record_type.address == "trade" else "eliyevle GORUS"
    answer = admin_client.get("/admin/autocomplete/", {**where, "term": term}).json()
    assert [row["id"] for row in answer["results"]] == [str(found.pk)]
    every = admin_client.get("/admin/autocomplete/", {**where, "term": ""}).json()
    assert len(every["results"]) == 2


def test_the_form_leads_to_the_readers_page(admin_client, record_type):
    record = make(record_type)
    page = admin_client.get(address(record_type, "change", record.pk)).content.decode()
    assert f'href="{record.get_absolute_url()}"' in page


@pytest.mark.parametrize("page", ["changelist", "add", "import", "export"])
def test_nobody_enters_without_being_staff(client, django_user_model, record_type, page):
    assert client.get(address(record_type, page))["Location"].startswith("/admin/login/")
    client.force_login(django_user_model.objects.create_user("reader", password="secret"))
    assert client.get(address(record_type, page))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("page", ["changelist", "add", "import", "export"])
def test_staff_without_the_right_are_refused(client, staff, record_type, page):
    client.force_login(staff)
    assert client.get(address(record_type, page)).status_code == 403
    assert client.post(address(record_type, page), SMALLEST[record_type.address]).status_code == 403
    assert not record_type.objects.exists()


def test_no_option_of_an_admin_is_misspelt():
    own = {"together", "fetched", "sheet", "narrowed_by"}
    for model, registered in admin.site._registry.items():
        inlines = [inline(model, admin.site) for inline in registered.inlines]
        for each in (registered, *inlines):
            for cls in type(each).__mro__:
                if cls.__module__.startswith("archive."):
                    options = {n for n, v in vars(cls).items() if not (n.startswith("_") or callable(v))}
                    known = set(dir(admin.ModelAdmin)) | set(dir(admin.StackedInline)) | own
                    assert options <= known, f"{cls.__name__}: {options - known}"


def test_every_link_is_an_autocomplete():
    for model, registered in admin.site._registry.items():
        if isinstance(registered, GuardedAdmin):
            for each in (registered, *(inline(model, admin.site) for inline in registered.inlines)):
                own = getattr(each, "fk_name", None)
                shown = flatten_fieldsets(each.get_fieldsets(None))
                links = {n for n in links_to_slugged(each.model) if n in shown and n != own}
                assert links <= set(each.autocomplete_fields), each


def test_every_type_of_record_has_an_admin_of_its_own():
    for model in RECORD_TYPES:
        registered = type(admin.site._registry[model])
        assert issubclass(registered, RecordAdmin)
        assert registered.__name__ == f"{model.__name__}Admin"
