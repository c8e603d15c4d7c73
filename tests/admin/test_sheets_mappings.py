"""A mapping is kept under a name for the next file of its kind, and passes through the form unchanged."""

import pytest

from archive.admin.sheets.column_form import ColumnForm
from archive.admin.sheets.recipes import ASIDE, Form
from archive.models import BatchState, SavedMapping, Visit
from archive.spreadsheets import Mapping, read, resource_for
from tests.admin.conftest import address
from tests.admin.importing import batch, confirm, filled, given, imported, page, targets, upload

pytestmark = pytest.mark.django_db

THEIRS = "Event,When,Guest,To,Remarks\nTalks,3/4/1992,France,Türkiye,none\n"


def kept(client):
    shown = imported(client, THEIRS)
    chosen = {"target_0": "title_en", "target_2": "visitor_country", "target_3": "host_country", "target_4": ASIDE}
    return given(client, shown, **chosen, date_order="dmy", keep_as="Lists of a colleague")


def test_a_mapping_is_kept_and_proposed_for_the_next_file_with_these_headings(admin_client, admin_user):
    kept(admin_client)
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.type, saved.user) == ("Lists of a colleague", "visits", admin_user)
    shown = imported(admin_client, THEIRS.replace("Talks", "More talks"), name="next.csv")
    assert "Lists of a colleague" in shown.content.decode()
    assert targets(shown.context["form"]) == {
        "Event": "title_en", "When": "date", "Guest": "visitor_country", "To": "host_country", "Remarks": ASIDE,
    }  # fmt: skip
    confirm(admin_client, given(admin_client, shown))
    assert Visit.objects.get().date == "1992-04-03"


def test_a_kept_mapping_chosen_at_the_upload_leads_to_the_rows_at_once(admin_client):
    kept(admin_client)
    upload(admin_client, THEIRS, name="next.csv", mapping=SavedMapping.objects.get().pk)
    assert (batch().file_name, batch().state) == ("next.csv", BatchState.STAGED)


def test_a_name_that_is_taken_is_not_given_twice_unless_the_editor_says_so(admin_client):
    kept(admin_client)
    shown = page(admin_client, "columns")
    answer = given(admin_client, shown, keep_as="Lists of a colleague", date_order="mdy")
    assert "already" in str(answer.context["form"].errors["keep_as"])
    given(admin_client, shown, keep_as="Lists of a colleague", date_order="mdy", replace="on")
    assert SavedMapping.objects.get().mapping["date_order"] == "mdy"


def test_kept_mappings_are_seen_and_deleted_in_the_admin(admin_client):
    kept(admin_client)
    saved = SavedMapping.objects.get()
    assert "Lists of a colleague" in admin_client.get(address(SavedMapping)).content.decode()
    assert "date_order" in admin_client.get(address(SavedMapping, "change", saved.pk)).content.decode()
    admin_client.post(address(SavedMapping, "delete", saved.pk), {"post": "yes"})
    assert not SavedMapping.objects.exists()


FILES = {
    "visits": "id,role,who,name,start,end,country,locale,remarks\n1,president,a,Anna,1992-01,1992-02,FR,Paris,x\n",
    "postings": "mission,forename,surname,role,started,arrived,ended,memo\nfrance,Anna,Berg,envoy,1992,1991,1993,x\n",
}
MAPPINGS = [
    ("visits", {"columns": {"host_country": "country", "date": {"interval": ["start", "end"]}}, "set_aside": ["id"]}),
    ("visits", {"columns": {"slug": {"template": "trip-{id}"}, "visitor_country": {"constant": "FR"}}}),
    ("visits", {"columns": {"title_en": {"template": "{name} in {country}[: {locale}]", "shorten": True}}}),
    ("visits", {"columns": {"places": {"from": "locale", "split": ["/", "and"], "create": {"country": "country"}}}}),
    (
        "visits",
        {"columns": {"participations": {"from": "name", "role": "visitor", "key": "{who}"}}, "set_aside": ["*"]},
    ),
    ("visits", {"rows": {"from": "country", "split": "countries"}, "columns": {"host_country": "country"}}),
    ("visits", {"columns": {"note": ["remarks", {"from": "role"}]}, "names": {"people": {"Anna": "anna-berg"}}}),
    ("postings", {"columns": {"since": {"from": ["started", "arrived"]}, "until": "ended", "note": "memo"}}),
    ("postings", {"columns": {"role": {"from": "role", "values": {"envoy": "ambassador", "*": "member"}}}}),
    ("postings", {"columns": {"title_en": {"template": "{role:words}", "values": {"Envoy": "Envoy Extraordinary"}}}}),
]


@pytest.mark.parametrize(("type", "data"), MAPPINGS, ids=lambda value: value if isinstance(value, str) else None)
def test_a_mapping_passes_through_the_form_unchanged(type, data):
    sheet, mapping = read(FILES[type].encode(), name="file.csv"), Mapping.of(data)
    resource = resource_for(type)
    blank = ColumnForm(resource=resource, sheet=sheet, mapping=mapping)
    form = ColumnForm(filled(blank, _aside="1"), resource=resource, sheet=sheet, mapping=mapping)
    assert form.is_valid(), form.errors
    found = form.cleaned_data["mapping"]
    suggested = {blank.shown.uses[place].target for place in blank.suggested}
    assert {name: [r.data() for r in rs] for name, rs in found.columns.items() if name not in suggested} == {
        name: [r.data() for r in rs] for name, rs in mapping.columns.items()
    }
    assert (found.rows, found.names) == (mapping.rows, mapping.names)


def test_columns_that_share_a_heading_are_told_apart_by_their_letters():
    sheet = read(b"title_en,Date,Date\nTalks,1992,1993\n", name="file.csv")
    form = Form(resource_for("visits"), sheet)
    assert form.names == ["title_en", "column B", "column C"]


def test_a_kept_mapping_is_renamed_but_not_to_the_name_of_another(admin_client):
    kept(admin_client)
    first = SavedMapping.objects.get()
    second = SavedMapping.objects.create(name="Others", type="visits", mapping={})
    answer = admin_client.post(address(SavedMapping, "change", second.pk), {"name": first.name})
    assert "already" in str(answer.context["adminform"].form.errors["name"])
    admin_client.post(address(SavedMapping, "change", second.pk), {"name": "Lists of another"})
    second.refresh_from_db()
    assert second.name == "Lists of another"
