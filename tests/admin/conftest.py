"""How an editor uses the admin's pages in tests: reads a form, changes some of it, sends it back."""

import pytest
from django.contrib.auth.models import Group
from django.forms import FileField
from django.test import Client

from archive.models import RECORD_TYPES


def typed(page, **changes):
    """What a browser would send back of a page's form, with some fields typed anew."""
    forms = [page.context["adminform"].form]
    for each in page.context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and not isinstance(bound.field, FileField):
                sent[bound.html_name] = value
    return sent | {"why": sent.get("why") or "A reason."} | changes


def errors_of(page):
    """Every error of a form that came back, as one text."""
    form = page.context["adminform"].form
    formsets = [each.formset for each in page.context["inline_admin_formsets"]]
    return f"{form.errors} {[formset.errors for formset in formsets]} {[f.non_form_errors() for f in formsets]}"


def address(model, page="changelist", *args):
    """The address of a page of the admin of a model."""
    from django.urls import reverse

    return reverse(f"admin:archive_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(params=RECORD_TYPES, ids=lambda model: model.address)
def record_type(request):
    """Each record type in turn."""
    return request.param


@pytest.fixture
def staff(django_user_model):
    """Somebody who may sign in to the admin and nothing else; without a role, no right would count."""
    clerk = django_user_model.objects.create_user("clerk", password="secret", is_staff=True)
    clerk.groups.add(Group.objects.get(name="viewer"))
    return clerk


@pytest.fixture
def sign_in(django_user_model):
    """A browser in which somebody of a role is signed in; the user is its `.user`."""

    def make(role):
        name = f"{role}-{django_user_model.objects.count()}"
        user = django_user_model.objects.create_user(name, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make
