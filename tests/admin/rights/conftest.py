"""The world stands for all modules of the matrix; whatever a test does in it is taken back."""

import logging

import pytest
from django.db import transaction
from django.template.response import SimpleTemplateResponse

from tests.admin.rights.world import World, undone


@pytest.fixture(scope="package")
def whole_world(django_db_setup, django_db_blocker):
    """The world, built once; the database is as it was when the last module has ended."""
    refusals = logging.getLogger("django.request")
    level = refusals.level
    # Thousands of refusals are no news here.
    refusals.setLevel(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    refusals.setLevel(level)


@pytest.fixture
def world(whole_world):
    """The world, as it was built."""
    with undone():
        yield whole_world


@pytest.fixture
def open_gate(monkeypatch):
    """No record lacks anything for its readers: who may publish is another question than what."""
    monkeypatch.setattr("archive.review.standing.holding_back", lambda *_record: [])


@pytest.fixture
def unread(monkeypatch):
    """Pages are given but not written out: whether somebody gets a page is decided before, and that takes longest."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", property(lambda answer: ""))
