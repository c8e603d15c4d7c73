"""What several files of these tests need."""

import pytest
from django.db import transaction
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered

from config.keeping import revision
from config.keeping import store as keeping
from tests.public import reading


@pytest.fixture(scope="module")
def much(django_db_setup, django_db_blocker):
    """An archive with much in it, published and hidden, filled once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        reading.fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def no_network(monkeypatch):
    """No test asks another host."""
    reading.no_network(monkeypatch)


@pytest.fixture
def kept(monkeypatch):
    """An empty memory in which pages are kept for the time of a test; elsewhere in the tests none are."""
    memory = keeping.Memory(16 * 1024 * 1024)
    monkeypatch.setattr(keeping.store, "memory", memory)
    monkeypatch.setattr(revision, "_seen", {})
    return memory


@pytest.fixture(autouse=True)
def contexts(monkeypatch):
    """The test client learns of the readers' templates too, which are Jinja2's: `response.context`."""
    render = Template.render

    def told(template, context=None, request=None):
        template_rendered.send(sender=template, template=template, context=context or {})
        return render(template, context, request)

    monkeypatch.setattr(Template, "render", told)
