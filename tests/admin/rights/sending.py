"""What is sent with a deed: by the name that a row of the table gives."""

import time
from unittest.mock import patch

from django.core import signing

from archive.admin.sheets.rows import seen as seen_import
from archive.public.corrections.guard import SALT, SOONEST, a_token
from archive.review import identity
from tests.admin.rights.world import sign_in

WHY = "Because."


def reason(trial, row, thing, twin):
    """A reason, and the version that was read."""
    return {"why": WHY, "seen": str(getattr(thing, "revision", ""))}


def form(trial, row, thing, twin):
    """The form as the administrator is given it, with another note and summary: forged, where one is not given it."""
    forms = trial.world.forms
    key = (type(thing), thing.pk)
    if key not in forms:
        client = sign_in(trial.world.people["administrator"])
        context = client.get(trial.address(row, thing, twin, {"type": thing._meta.model_name})).context_data
        forms[key] = typed(context)
    # The note is not for everybody who may propose.
    summary = {"summary_en": "Another summary."} if hasattr(thing, "summary_en") else {}
    return {**forms[key], "note": "Another note.", **summary, "why": WHY}


def typed(context) -> dict:
    """What a browser would send back of a page of the admin."""
    forms = [context["adminform"].form]
    for each in context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    sent = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in sent.items() if not (value is None or value is False or is_file(value))}


def is_file(value) -> bool:
    """Whether a form shows a stored file, which a browser does not send back."""
    return hasattr(value, "open")


def merge(trial, row, thing, twin):
    """What a browser sends of the merge page."""
    return {"why": WHY, "seen": identity.seen(thing, twin)}


def of_import(trial, row, thing, twin):
    """What confirms an import as it was looked through."""
    return {"seen": seen_import(thing)}


def correction(trial, row, thing, twin):
    """What a reader writes on the form about a record, with the seal that it had when it was opened."""
    said = {"proposed": "Something else.", "source_words": "A newspaper.", "field": ""}
    with patch("django.core.signing.time.time", return_value=time.time() - SOONEST - 1):
        return {**said, "form": signing.dumps([thing.address, thing.pk, a_token()], salt=SALT)}


def always(**values):
    """The same whatever it is about."""
    return lambda *_about: {"why": WHY, **values}


SENT = {
    "": reason,
    "form": form,
    "way_back": reason,
    "merge": merge,
    "seen_import": of_import,
    "correction": correction,
    "decline": always(_declined="1", answer_en="No."),
    "yes": always(post="yes"),
    "compare": always(action="compare"),
    "accept": always(_accept="1", _confirmed="on"),
    "return": always(_return="1"),
    "take_back": always(_take_back="1"),
    "return_merge": always(action="return"),
    "take_back_merge": always(action="take_back"),
}
