"""Every address of the archive is in the table, and nothing answers to a way of asking that it does not know."""

import re

import pytest
from django.urls import get_resolver, reverse

from archive.models import RECORD_TYPES
from tests.admin.rights.table import ELSEWHERE, TABLES
from tests.admin.rights.trying import Trial
from tests.admin.rights.world import PEOPLE

pytestmark = pytest.mark.django_db


def patterns(resolver=None, space=""):
    """(the space that it stands in, the pattern) of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield space, pattern


def known():
    """A pattern for each name of the tables: `{type}` stands for any type, `{address}` for that of a record type."""
    records = "|".join(model.address for model in RECORD_TYPES)
    for row in (row for table in TABLES for row in table):
        yield re.escape(row.name).replace(r"\{type\}", "[a-z]+").replace(r"\{address\}", f"({records})")
    yield from map(re.escape, ELSEWHERE)


def test_every_address_is_in_the_table():
    names = re.compile("|".join(known()))
    addresses = {space + (pattern.name or "") for space, pattern in patterns()}
    unknown = {name for name in addresses if not names.fullmatch(name)}
    assert not unknown, f"Say in tests/admin/rights/table.py who may reach {sorted(unknown)}."


@pytest.mark.parametrize("name", ["login", "logout"])
def test_everybody_reaches_the_sign_in_and_the_way_out(client, name):
    answer = client.get(reverse(f"admin:{name}"), follow=True)
    assert answer.status_code in (200, 405)


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_put_patched_or_deleted(world, unread, who):
    trial = Trial(world, who)
    thing = world.records[RECORD_TYPES[0]]["own draft"]
    name = type(thing)._meta.model_name
    asked = [
        reverse("admin:index"), reverse("home"), reverse("archive-export"), thing.get_absolute_url(),
        reverse("admin:autocomplete"), reverse("admin:auth_user_add"),
        *(reverse(f"admin:archive_{name}_{page}") for page in ("changelist", "add", "import", "export")),
        *(reverse(f"admin:archive_{name}_{page}", args=[thing.pk]) for page in ("change", "delete", "merge")),
    ]  # fmt: skip
    for address in asked:
        for method in ("put", "patch", "delete", "trace"):
            answer = trial.client.generic(method.upper(), address)
            refused = {302, 403, 404, 405} if "/admin/" in address else {404, 405}
            assert answer.status_code in refused, f"{who} {method} {address}: {answer.status_code}"
        head, options = trial.client.head(address), trial.client.options(address)
        assert head.status_code == trial.client.get(address).status_code, f"{who} HEAD {address}"
        assert not head.content
        assert options.status_code in (200, 302, 403, 404, 405)
    assert trial.is_as_before()
