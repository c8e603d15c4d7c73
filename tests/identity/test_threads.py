"""Two editors who merge at the same time: one of them does, and nothing is lost."""

import threading

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection

from archive.models import Citation, Merge, Person
from archive.review import identity
from archive.writing import Stale, change
from tests.factories import cite, make_person, make_source

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """The outcome of each work, run in threads of their own: its result, or what it raised."""
    outcomes, barrier = {}, threading.Barrier(len(works))

    def run(number, work):
        try:
            barrier.wait()
            outcomes[number] = work()
        except Exception as refusal:  # noqa: BLE001
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return [outcomes[number] for number in range(len(works))]


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_merges_of_one_pair_in_both_directions_one_is_made(attempt):
    one, two = make_person(), make_person()
    for person in (one, two):
        cite(person, "summary", f"of {person.slug}")
    seen = identity.seen(one, two)
    outcomes = at_once(
        lambda: identity.merge(one, two, by=None, expected=seen),
        lambda: identity.merge(two, one, by=None, expected=seen),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Merge", "Stale"]
    assert Person.objects.count() == Merge.objects.count() == 1
    assert Citation.objects.filter(person=Person.objects.get()).count() == 2


@pytest.mark.parametrize("attempt", range(5))
def test_somebody_who_saves_while_two_are_merged_is_not_overwritten(attempt):
    one, two = make_person(), make_person()
    seen = identity.seen(one, two)

    def save():
        with change(by=None):
            record = Person.objects.get(pk=one.pk)
            record.note = "Saved."
            record.save()

    merged, saved = at_once(lambda: identity.merge(one, two, by=None, expected=seen), save)
    assert isinstance(merged, Merge | Stale)
    assert saved is None or isinstance(saved, Stale)
    if saved is None:
        assert Person.objects.get(pk=one.pk).note == "Saved."


def test_a_command_finds_duplicates_of_every_type(capsys):
    for _number in range(2):
        make_person(name_en="Ivan Petrov")
        make_source(title_en="On peace and trade")
    call_command("find_duplicates")
    told = capsys.readouterr().out
    assert "people: 2 compared, 1 pairs are likely one" in told
    assert "sources: 2 compared, 1 pairs are likely one" in told
    call_command("find_duplicates")
    assert "people: 0 compared, 1 pairs are likely one" in capsys.readouterr().out
