"""Every kind of page that readers see, over the archive's first records: a name and an address without a language."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import F

from archive.models import RECORD_TYPES, Correction, Evidence, Posting, Revision, Visit
from archive.public.citing.address import version_address
from archive.public.corrections.guard import a_token
from archive.review import corrections
from archive.writing import change
from tests.history import rewrite

LANGUAGES = ("", "/az", "/es")
FIXED = {
    "home": "/",
    "timeline": "/timeline/",
    "timeline, narrowed": "/timeline/?since=2008&until=2012&type=visits",
    "timeline, not understood": "/timeline/?since=soon",
    "map": "/map/",
    "map, narrowed": "/map/?since=2011&type=visits",
    "network": "/network/",
    "disagreements": "/discrepancies/",
    "disagreements of no such state": "/discrepancies/?state=nonsense",
    "search": "/search/",
    "search with hits": "/search/?q=embassy",
    "search without hits": "/search/?q=zzzz",
    "search with suggestions": "/search/?q=Mamadyarof",
    "search for no letters": "/search/?q=%21",
    "about": "/about/",
    "developers": "/developers/",
    "list, narrowed": "/visits/?since=2010&evidence=disputed&sort=title",
    "list, not understood": "/visits/?since=soon&q=zzzz",
    "no such page": "/nowhere/",
}


def kinds() -> dict[str, str]:
    """Fixed pages, lists, the best attested record of each type, and what hangs on one; makes what is not there."""
    found = dict(FIXED)
    for model in RECORD_TYPES:
        found[f"list of {model.address}"] = f"/{model.address}/"
        found[f"record of {model.address}"] = best(model).get_absolute_url()
    holder = Posting.objects.published().exclude(since="").first().person
    found["terms of office"] = holder.get_absolute_url()
    changed = best(Visit)
    change_a_day_later(changed)
    old = version_address(changed)
    found |= {"old version": old, "what has changed since": f"{old}difference/"}
    found["present version"] = version_address(best(Visit))
    found["form for a correction"] = f"{changed.get_absolute_url()}correct/?field=date"
    found["correction that waits"] = send(changed).get_absolute_url()
    found["correction with its answer"] = answered(send(changed)).get_absolute_url()
    return found


def best(model):
    """The record of a type that is best attested: disputed ones first, then those of which most is said."""
    return max(model.objects.published(), key=lambda r: (r.evidence == Evidence.DISPUTED, r.citations.count()))


def change_a_day_later(record):
    """Let all that is there be of yesterday, and the record change today."""
    rewrite(Revision.objects.all(), created_at=F("created_at") - timedelta(days=1))
    for model in RECORD_TYPES:
        model._base_manager.update(face_changed_at=F("face_changed_at") - timedelta(days=1))
    record.refresh_from_db()
    later = type(record).objects.get(pk=record.pk)
    with change(by=None, why="test"):
        later.summary_en = f"{later.summary_en} It lasted three days."
        later.save()


def send(record) -> Correction:
    """A reader's correction of a record, with the editors."""
    words = {"proposed": "It began on 20 August 2012.", "source_words": "The Gazette, p. 3", "language": "en"}
    return corrections.receive(record, "somebody", token=a_token(), field="date", wants_answer=True, **words)


def answered(correction) -> Correction:
    """The correction, accepted, with an answer in one language."""
    editor = get_user_model().objects.create_user("editor of corrections")
    corrections.decide(correction, "accepted", {"es": "Es cierto."}, by=editor, seen=None)
    return correction
