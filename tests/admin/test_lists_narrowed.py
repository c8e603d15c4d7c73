"""The admin's lists are narrowed by their filters and the archive's own links: no parameter names another column."""

import pytest

from archive.models import RECORD_TYPES, Citation, Participation, Visit
from tests.admin.conftest import address

pytestmark = pytest.mark.django_db
LISTS = (*RECORD_TYPES, Citation, Participation)


@pytest.mark.parametrize("role", ["editor", "contributor"])
def test_no_parameter_of_a_list_names_a_column_that_its_filters_do_not(sign_in, role):
    client = sign_in(role)
    # To a contributor others' notes are hidden, and so is whether one begins with a letter.
    for lookup in ("note__regex", "note__startswith", "search_text", "source__note__gt", "pk__in"):
        for model in LISTS:
            assert client.get(address(model), {lookup: "(a+)+$"}).status_code == 400, (model, lookup)


def test_lists_are_narrowed_by_their_filters_and_by_the_archives_own_links(sign_in):
    editor = sign_in("editor")
    for model, query in (
        (Visit, "status__exact=draft"), (Visit, "gaps=uncited"), (Visit, "evidence__exact=disputed"),
        (Citation, "source__id__exact=1"), (Citation, "stance__exact=mentions"), (Participation, "role__exact=host"),
    ):  # fmt: skip
        assert editor.get(f"{address(model)}?{query}").status_code == 200, query
    assert editor.get("/admin/archive/proposal/?state__exact=waiting&author__exact=1").status_code == 200


def test_a_popup_links_by_the_key_alone(sign_in):
    editor = sign_in("editor")
    for column in ("citations", "revisions", "note", "slug", "places"):
        assert editor.get(address(Visit), {"_to_field": column, "_popup": "1"}).status_code == 400, column
    assert editor.get(address(Visit), {"_to_field": "id", "_popup": "1"}).status_code == 200
