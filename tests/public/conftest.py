"""What several files of these tests need."""

import pytest
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered


@pytest.fixture(autouse=True)
def contexts(monkeypatch):
    """The test client learns of the readers' templates too, which are Jinja2's: `response.context`."""
    render = Template.render

    def told(template, context=None, request=None):
        template_rendered.send(sender=template, template=template, context=context or {})
        return render(template, context, request)

    monkeypatch.setattr(Template, "render", told)
