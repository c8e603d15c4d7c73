"""Nothing hidden shows anywhere: drafts are planted everywhere, and all that a reader can reach is read."""

from datetime import timedelta

import pytest
from django.db import transaction

from archive.models import Revision, record_type
from archive.public.citing import stamp
from archive.public.harvest import verbs
from archive.writing import change
from tests.factories import edit, make_person, make_visit, take_part
from tests.history import rewrite
from tests.public.crawling import LANGUAGES, crawl, everything_in, known
from tests.public.pages import Page
from tests.public.planting import CANARY, CANARY_COUNTRY, HIDDEN, hidden, hide_in, publish
from tests.public.scenes import ADDRESSES

pytestmark = pytest.mark.django_db
# What a hidden record might be asked for.
ENDS = (
    *("/{a}/{s}/", "/{a}/{s}/?page=2", "/{a}/{s}/correct/", "/{a}/{s}/versions/2026-01-01T00:00:00Z/difference/"),
    *("/{a}/{s}/terms.svg", "/{a}/{s}/terms.png"),
)
FILES = (
    *("/{a}/{s}", "/id/{a}/{s}", "/id/{a}/{s}/versions/2026-01-01T00:00:00Z"),
    *(f"/{{a}}/{{s}}.{kind}" for kind in ("json", "jsonld", "bib", "ris", "csl.json", "exe")),
)


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker):
    """What is published, by address, among much that is hidden; planted once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = publish()
        hide_in(found)
        yield found
        transaction.set_rollback(True)


def test_nothing_that_a_reader_can_reach_shows_anything_hidden(client, shown, monkeypatch):
    monkeypatch.setattr(verbs, "A_PART", 7)
    client.raise_request_exception = False
    wrong, seen = [], set()
    for url, response in crawl(client, known(shown)):
        seen.add(url)
        said = everything_in(response)
        # The address without a language leads to the page in the reader's.
        if response.status_code != (303 if url.startswith("/id/") else 200):
            wrong.append(f"{url}: {response.status_code}")
        wrong += [f"{url}: {word}" for word in (CANARY, CANARY_COUNTRY[1].casefold()) if word in said]
    assert not wrong, "\n".join(wrong)
    for record in shown.values():
        assert f"/es/{record.address}/{record.slug}/" in seen
    assert sum("resumptionToken" in url for url in seen) > 10


def test_a_version_of_the_past_shows_nothing_that_is_hidden(client, shown):
    for version in Revision.objects.all():
        rewrite(Revision.objects.filter(pk=version.pk), created_at=version.created_at - timedelta(days=10))
    for record in shown.values():
        now = edit(record, why=CANARY, summary_en="As it is now")
        at = f"/{record.address}/{record.slug}/versions/{stamp(now.face_changed_at - timedelta(days=5))}/"
        for prefix in LANGUAGES:
            for page in (at, f"{at}difference/"):
                response = client.get(f"{prefix}{page}")
                assert response.status_code == 200
                assert CANARY not in everything_in(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_version_of_what_is_withdrawn_is_readable(client, address):
    record = record_type(address).objects.get(pk=hidden(address, "published").pk)
    times = [stamp(v.created_at) for v in Revision.objects.order_by("pk")] + [stamp(record.face_changed_at)]
    former = record.former_slugs.get().slug
    ends = [f"versions/{time}/{end}" for time in times for end in ("", "difference/")]
    assert client.get(f"/{address}/{record.slug}/{ends[-2]}").status_code == 200
    edit(record, why=CANARY, status="withdrawn")
    nonsense = client.get(f"/{address}/nonsense/{ends[0]}")
    for slug in (record.slug, former):
        for end in ends:
            answer = client.get(f"/{address}/{slug}/{end}")
            assert (answer.status_code, answer.content) == (404, nonsense.content), end
        for time in times:
            assert client.get(f"/id/{address}/{slug}/versions/{time}").status_code == 404


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_looking_for_a_hidden_word_answers_as_looking_for_nonsense(client, shown, prefix):
    # As like as can be: the hidden one must not be what is meant by the other.
    words = ["Draft Xyzzyqua", "Draft Xyzzyquo"]
    for status in HIDDEN:
        make_person(name_en=words[0], status=status)
    for path in ("/search/", *(f"/{address}/" for address in ADDRESSES)):
        answers = [client.get(f"{prefix}{path}", {"q": word.split()[1]}).content.decode() for word in words]
        assert answers[0].replace("Xyzzyqua", "*") == answers[1].replace("Xyzzyquo", "*")


def test_a_country_that_only_hidden_records_concern_narrows_like_one_that_none_does(client, shown):
    for address in ADDRESSES:
        bodies = [client.get(f"/{address}/", {"country": code}).content.decode() for code in ("TV", "NR")]
        assert bodies[0].replace("Tuvalu", "*").replace("TV", "*") == bodies[1].replace("Nauru", "*").replace("NR", "*")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("status", HIDDEN)
def test_the_address_of_a_hidden_record_answers_as_one_that_never_was(client, address, status):
    record = hidden(address, status)
    former = record.former_slugs.get().slug
    slugs = (record.slug, former, "nonsense")
    for form in (*ENDS, *FILES):
        for prefix in LANGUAGES if form in ENDS else ("",):
            answers = [client.get(f"{prefix}{form.format(a=address, s=slug)}") for slug in slugs]
            told = [
                str((a.status_code, a.headers, a.content)).replace(slug, "*")
                for a, slug in zip(answers, slugs, strict=True)
            ]
            assert told[0] == told[1] == told[2], form


def test_what_is_published_later_appears_and_what_is_withdrawn_goes(client):
    visit = make_visit()
    person = make_person(name_en="Jane Doe", status="draft")
    take_part(person, visit)
    for status, there in (("published", True), ("withdrawn", False)):
        person = type(person).objects.get(pk=person.pk)
        person.status = status
        with change(by=None, why="test"):
            person.save()
        for url in (f"/visits/{visit.slug}/", "/visits/", "/people/"):
            assert ("Jane Doe" in Page(client, url).main) is there
