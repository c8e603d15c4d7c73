"""Two editors at one record at the same time: nobody's words are overwritten unseen, and the history tells it all."""

import random
import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.template.response import SimpleTemplateResponse
from django.test import Client

from archive.admin.history import difference
from archive.models import Revision, Visit
from tests.admin.conftest import address
from tests.admin.rights.sending import typed
from tests.factories import make_visit

FIELDS = ("date", "title_en", "purpose_en", "note", "visitor_country")
SAVES = 3
# Two tests of twenty-five rounds: fifty interleavings.
ROUNDS = 25


class Editor(threading.Thread):
    """Opens the record, types into one field, saves, and answers what is asked, several times."""

    def __init__(self, name, visit, seed):
        super().__init__()
        self.client, self.visit, self.random = Client(), visit, random.Random(seed)
        users = get_user_model()._default_manager
        user = users.filter(username=name).first() or users.create_superuser(name, password="x")
        self.client.force_login(user)
        self.name_, self.saved, self.error = name, [], None

    def run(self):
        try:
            for number in range(SAVES):
                self.save(number)
        except Exception as error:  # noqa: BLE001
            self.error = error
        finally:
            connection.close()

    def value_for(self, field, number):
        """A value that nobody else types."""
        if field == "date":
            return f"{self.random.randrange(1000, 2000)}-{self.random.randrange(1, 13):02}"
        if field == "visitor_country":
            return {"leyla": ["FR", "DE", "IT"], "carlos": ["ES", "PT", "GR"]}[self.name_][number]
        return f"{self.name_} {number} {self.random.random()}"

    def save(self, number):
        where = address(Visit, "change", self.visit.pk)
        field = self.random.choice(FIELDS)
        value = self.value_for(field, number)
        form = self.client.get(where).context_data
        before = form["adminform"].form[field].value()
        answer = self.client.post(where, typed(form) | {field: value, "why": f"{self.name_} {number}"})
        while answer.status_code == 200 and "choices" in answer.context_data:
            choice, asked = self.random.choice(["mine", "theirs"]), answer.context_data
            parts = [each.name for each in asked["choices"]]
            sent = {"work": asked["work"], "why": asked["why"], "part": parts}
            sent |= {f"choice-{n}": choice for n in range(len(parts))}
            answer = self.client.post(asked["action"], sent)
            if choice == "theirs":
                return
        told = [str(message) for message in answer.wsgi_request._messages._queued_messages]
        assert answer.status_code == 302, (answer.status_code, answer.context_data.get("errors"))
        # What was not saved says so, and then the typed text must still be there.
        assert "success" in {message.level_tag for message in answer.wsgi_request._messages._queued_messages}, told
        if value != before:
            self.saved.append((field, value, f"{self.name_} {number}"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_interleaved_saves_lose_nothing_and_the_history_is_complete(seed, monkeypatch):
    # What the pages look like is tested elsewhere, and takes most of the time here.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", property(lambda answer: ""))
    for number in range(ROUNDS):
        interleave(f"{seed}.{number}")


def interleave(seed):
    """Two editors save the same record at once, in an order of chance; then the history must tell all of it."""
    visit = make_visit(title_en="A visit", date="1990")
    editors = [Editor(name, visit, f"{seed}{name}") for name in ("leyla", "carlos")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(60)
    assert [editor.error for editor in editors] == [None, None]
    versions = list(Revision.objects.filter(visit=visit).order_by("number"))
    assert [v.number for v in versions] == list(range(1, Visit.objects.get(pk=visit.pk).revision + 1))
    written = {v.reason: v for v in versions[1:]}
    assert len(written) == len(versions) - 1
    older = {v.number: v.snapshot for v in versions}
    for version in written.values():
        # Of one save, the one field that was typed changes, and nothing that the other editor wrote.
        changed = {part.key for part in difference(Visit, older[version.number - 1], version.snapshot)}
        assert len(changed) == 1, (version.reason, changed)
    for editor in editors:
        for field, value, why in editor.saved:
            assert why in written, f"{why} said it was saved"
            assert written[why].snapshot[field] == value
