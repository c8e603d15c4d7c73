"""The people of the archive in tests: one or more of each role."""

import pytest
from django.contrib.auth.models import Group

from archive.review import Role


@pytest.fixture
def somebody(django_user_model):
    """Makes a user with a role: `somebody("editor")`; None makes one who may only sign in."""

    def make(role=None, name=None):
        user = django_user_model.objects.create_user(
            name or f"{role}-{django_user_model.objects.count()}", password="x"
        )
        user.is_staff = True
        user.save()
        if role:
            user.groups.add(Group.objects.get(name=Role(role).value))
        return user

    return make
