"""Many at the same moment are no more than one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory

from archive.door import factors, guessing
from archive.door.models import Attempt
from tests.door.conftest import code_of, give_factor, make_account

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, deed):
    """What a deed gives in so many threads."""

    def alone(number):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def test_of_many_guesses_at_once_no_more_are_looked_at_than_may_be(db):
    def guess(number):
        request = RequestFactory().post("/", REMOTE_ADDR=f"198.51.100.{number}")
        try:
            return guessing.attempt(request, "password", "ada") is not None
        except guessing.TooMany:
            return False

    looked_at = sum(at_once(16, guess))
    assert looked_at <= 10
    assert Attempt.objects.count() == looked_at


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_who_send_one_code_at_once_one_comes_in(db, kind):
    user = make_account(role=None)
    key = give_factor(user)
    code = code_of(key) if kind == "app" else factors.new_recovery_codes(user)[0]
    assert sum(bool(found) for found in at_once(8, lambda _number: factors.accept(user, code))) == 1
