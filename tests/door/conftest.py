"""Somebody at the door, who types what people type there."""

import re
import time

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from archive.door import factors
from archive.door.models import App

PASSWORD = "a long secret"
OWN = "/admin/your-sign-in/"
LOGIN, CODE, SET_UP = "/admin/login/", "/admin/login/code/", "/admin/login/second-factor/"


def make_account(name="ada", role="editor", **values):
    """Somebody with a role and a password, and no second factor yet."""
    user = User.objects.create_user(name, password=PASSWORD, **{"is_staff": True, **values})
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def give_factor(user) -> str:
    """Give somebody an authenticator app that has not been used; return its secret."""
    key = factors.new_key()
    App.objects.create(user=user, name="app", key=key)
    return key


def code_of(key, later=0) -> str:
    """What an app with this secret shows, so many steps of 30 seconds later."""
    clock = TOTP(bytes.fromhex(key), drift=later)
    clock.time = time.time()
    return f"{clock.token():06d}"


class Person:
    """Somebody with a browser."""

    def __init__(self, user, **meta):
        self.user, self.client = user, Client(**meta)

    def give_password(self, password=PASSWORD, then=""):
        """Type name and password; return the answer."""
        return self.client.post(LOGIN + (f"?next={then}" if then else ""),
                                {"username": self.user.username, "password": password})  # fmt: skip

    def give_code(self, code, page=CODE):
        """Type a code."""
        return self.client.post(page, {"code": code})

    def come_in(self, key, later=0):
        """Type everything; the answer leads on."""
        self.give_password()
        return self.give_code(code_of(key, later))

    @property
    def is_in(self):
        """Whether the desk is given."""
        return self.client.get(reverse("admin:index")).status_code == 200


@pytest.fixture
def ada(db):
    """An editor with an app; `.key` is its secret."""
    person = Person(make_account())
    person.key = give_factor(person.user)
    return person


@pytest.fixture
def newcomer(db):
    """An editor who has never signed in."""
    return Person(make_account("newcomer"))


@pytest.fixture
def clock(monkeypatch):
    """The time of day as the door reads it, which a test moves on: `clock(seconds)`."""
    ahead = [0]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])

    def move(seconds):
        ahead[0] += seconds

    return move


def secret_on(page) -> str:
    """The secret that a page shows, hexadecimal."""
    import base64

    words = re.search(r'door-secret"><code>([A-Z2-7 ]+)<', page.content.decode())[1]
    return base64.b32decode(words.replace(" ", "")).hex()


def recovery_codes_on(page) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page.content.decode())
