"""How a reader sends a correction in tests."""

from tests.public.pages import Page

SAID = {
    "field": "date",
    "proposed": "It began on 20 August 2012.",
    "source_words": "The Gazette, 21 August 2012, p. 3",
    "reason": "The page says the 21st.",
}


def sealed(client, at="/visits/one/correct/?field=date"):
    """The seal of a form that was just opened."""
    page = Page(client, at)
    return page.all("input", name="form")[0].get("value")


def faults_in(answer):
    """What is wrong with the document of an answer."""
    page = Page.__new__(Page)
    page.response = answer
    return page.faults()


def send(client, at="/visits/one/correct/", headers=None, **said):
    """Open the form and send it."""
    return client.post(at, {"form": sealed(client, at), **SAID, **said}, headers=headers)
