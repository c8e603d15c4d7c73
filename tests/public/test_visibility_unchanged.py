"""What is hidden changes nothing that a reader is told: every answer is the same with it and without it."""

import re

import pytest

from archive.public import sitemap
from archive.public.harvest import verbs
from tests.public.crawling import crawl, everything_in, is_followed, known
from tests.public.planting import hide_in, publish

pytestmark = pytest.mark.django_db
# What differs between any two answers: the time of the answer, and of the making of a file. And how often something
# was published or withdrawn, of which some of what is hidden here was both; that drafts change none is told elsewhere.
OF_NOW = re.compile(
    r"<responsedate>[^<]*|\"created\": \"[^\"]*|<dcterms:(created|modified)[^<]*"
    r"|name=\"form\" value=\"[^\"]*|, '(expires|etag|last-modified)': '[^']*'",
    re.IGNORECASE,
)


def test_every_answer_is_the_same_with_and_without_what_is_hidden(client, monkeypatch):
    # No count, order, number of a page, date or header may depend on what readers do not see.
    monkeypatch.setattr(sitemap, "A_FILE", 10)
    monkeypatch.setattr(verbs, "A_PART", 7)
    shown = publish()
    addresses = list(known(shown, [""]))

    def answers():
        told = crawl(client, addresses, lambda link: is_followed(link) and not link.startswith(("/az", "/es")))
        return {url: OF_NOW.sub("", everything_in(response)) for url, response in told}

    before = answers()
    hide_in(shown)
    after = answers()
    assert after.keys() == before.keys()
    assert [url for url in before if after[url] != before[url]] == []
