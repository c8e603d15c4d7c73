"""A form that was opened before somebody else saved: what does not collide is kept of both, what does is chosen."""

import hashlib
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _

from archive import snapshot
from archive.admin.evidence.support import is_confirmed, lost_by, restored
from archive.admin.history import part_label, part_words
from archive.models import Revision, arc_name
from archive.models.wording import label
from archive.review import Unexplained, merge, rehearse_on, version, write_or_propose
from archive.text import clean
from archive.writing import NotDeletable, Stale

_SALT = "archive.conflict"


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of a record that two people changed differently: as it was, as it is stored now, as it was typed."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    # Which of both was chosen, where another question is still open.
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Two people's work that is to be brought together: its base, one person's work, what collides, what is chosen."""

    base: dict
    wanted: dict
    parts: list
    chosen: dict
    why: str


class ConflictPages:
    """Saving a record that somebody else has saved since the form was opened."""

    def get_urls(self):
        """With the page of the choice."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_conflict"
        own = path("<path:object_id>/conflict/", self.admin_site.admin_view(self.conflict_view), name=name)
        return [own, *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; where somebody else has saved since it was opened, both people's work is brought together."""
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        record = self._stale_record(request, object_id)
        if record is None:
            answer = view()
            # Somebody may have saved between this look and the form's own.
            form = getattr((getattr(answer, "context_data", None) or {}).get("adminform"), "form", None)
            record = self._stale_record(request, object_id) if getattr(form, "stale", False) else None
            if record is None:
                return answer
        try:
            with transaction.atomic():
                # From here on nobody comes between: what is looked at is what is written.
                list(self.model._base_manager.select_for_update().filter(pk=record.pk).values_list("pk"))
                return self._brought_together(request, self.get_object(request, str(record.pk)), view)
        except (Stale, IntegrityError, NotDeletable, LookupError):
            # The form itself says what stands in the way, and keeps what was typed.
            messages.get_messages(request)._queued_messages.clear()
            return view()
        except Unexplained as refusal:
            request.archive_unexplained = str(refusal)
            return view()

    def _stale_record(self, request, object_id):
        """The record, where the form was opened on a version of it that is not the last one any more."""
        seen = request.POST.get("seen", "")
        if request.method != "POST" or object_id is None or not seen.isdecimal() or len(seen) > 9:
            return None
        record = self.get_object(request, unquote(str(object_id)))
        if record is None or not self.has_change_permission(request, record) or int(seen) >= record.revision:
            return None
        versions = Revision.objects.filter(**{arc_name(self.model): record.pk}, number=int(seen))
        return record if versions.exists() else None

    def _brought_together(self, request, record, view):
        seen = int(request.POST["seen"])
        base = version(record, seen)

        def write():
            # On the record as it was, the form is as fresh as it was when it was opened.
            request.POST = self._on_the_old_rows(request.POST, record)
            return view()

        answer, wanted = rehearse_on(record, base, write, by=request.user)
        if answer.status_code != 302:
            self._keep_old(answer, seen)
            return answer
        messages.get_messages(request)._queued_messages.clear()
        return self._save_or_ask(request, record, base, wanted, clean(request.POST.get("why", ""))[:300])

    @staticmethod
    def _keep_old(answer, seen):
        """A form with errors still knows which version it was opened on."""
        form = (getattr(answer, "context_data", None) or {}).get("adminform")
        if form:
            form.form.data = form.form.data.copy()
            form.form.data["seen"] = str(seen)

    def _on_the_old_rows(self, sent, record):
        """The form's data as if it were fresh, its rows under the keys that they have now that they were made again."""
        sent = sent.copy()
        sent["seen"] = str(record.revision)
        for name, satellite, key in snapshot.owned(self.model):
            rows = satellite._base_manager.filter(**{key: record.pk}).order_by("pk")
            keys = list(rows.values_list("pk", flat=True))
            places = [f"{name}-{number}-id" for number in range(len(keys))]
            if sent.get(f"{name}-INITIAL_FORMS") == str(len(keys)) and all(sent.get(p, "").isdecimal() for p in places):
                for place, pk in zip(sorted(places, key=lambda p: int(sent[p])), keys, strict=True):
                    sent[place] = str(pk)
        return sent

    def _save_or_ask(self, request, record, base, wanted, why, chosen=None):
        found = merge(record, base, wanted)
        chosen = chosen or {}
        question = Question(base, wanted, found.kept, chosen, why)
        if any(_key(part) not in chosen for part in found.kept):
            return self._ask(request, record, question)
        for part in found.kept:
            if chosen[_key(part)] == "mine":
                snapshot.put(found.wanted, part, wanted)
        lost = lost_by(record, found.wanted)
        if lost and not is_confirmed(request.POST, lost):
            return self._ask(request, record, question, lost)
        missing, proposals = write_or_propose(lambda: restored(record, found.wanted), by=request.user, why=why)
        self._tell(request, record, proposals, missing)
        return HttpResponseRedirect(self.address_of("change", record.pk))

    def _tell(self, request, record, proposals, missing):
        if proposals:
            self.written(request, None, proposals)
        elif missing:
            names = ", ".join(part.row or str(part.value) for part in missing)
            sentence = _("Saved, but what these name is no more: %(names)s.")
            self.message_user(request, sentence % {"names": names}, messages.WARNING)
        else:
            last = Revision.objects.filter(**{arc_name(self.model): record.pk}, number=record.revision).first()
            sentence = _("Saved, and what %(name)s changed in the meantime is kept.")
            name = (last and last.author_name) or _("the archive")
            self.message_user(request, sentence % {"name": name}, messages.SUCCESS)

    def _ask(self, request, record, question, lost=(), unexplained=False):
        base, wanted = question.base, question.wanted
        present = snapshot.take(self.model, [record.pk])[record.pk]
        last = Revision.objects.filter(**{arc_name(self.model): record.pk}).order_by("-number").first()
        return self.page_about(
            request,
            record,
            "conflict",
            _("Changed by two people: %(record)s") % {"record": record},
            last=last,
            why=question.why,
            losing=[(name, label(self.model, name)) for name in lost],
            asks_why=unexplained or bool(lost),
            confirmed=request.POST.getlist("confirmed"),
            choices=[
                _choice(self.model, part, base, present, wanted, question.chosen.get(_key(part), ""))
                for part in question.parts
            ],
            work=signing.dumps([record.pk, base, wanted], salt=_SALT, compress=True),
            action=self.address_of("conflict", record.pk),
            form_address=self.address_of("change", record.pk),
        )

    def conflict_view(self, request, object_id):
        """Save what was chosen of both people's work; asked again where the record has been changed once more."""
        record = self.get_object(request, unquote(object_id))
        if request.method != "POST" or record is None:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        try:
            pk, base, wanted = signing.loads(request.POST.get("work", ""), salt=_SALT, max_age=7 * 24 * 3600)
        except signing.BadSignature:
            raise Http404 from None
        if pk != record.pk:
            raise Http404
        names, why = request.POST.getlist("part"), clean(request.POST.get("why", ""))[:300]
        chosen = {name: request.POST.get(f"choice-{number}", "") for number, name in enumerate(names)}
        chosen = {name: choice for name, choice in chosen.items() if choice in ("mine", "theirs")}
        try:
            with transaction.atomic():
                list(self.model._base_manager.select_for_update().filter(pk=record.pk).values_list("pk"))
                record = self.get_object(request, unquote(object_id))
                return self._save_or_ask(request, record, base, wanted, why, chosen)
        except Unexplained as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            question = Question(base, wanted, merge(record, base, wanted).kept, chosen, why)
            return self._ask(request, record, question, unexplained=True)
        except (Stale, IntegrityError) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self._save_or_ask(request, self.get_object(request, unquote(object_id)), base, wanted, why)


def _key(part) -> str:
    """What tells a part from others in a form: browsers send lines of a text with other ends than they were given."""
    return hashlib.sha256(f"{part.name}\n{part.row}".encode()).hexdigest()[:20]


def _choice(model, part, base, present, wanted, chosen):
    words = [part_words(snapshot.row_of(taken, part)) for taken in (base, present, wanted)]
    return Choice(_key(part), part_label(model, part.name) + (f" · {part.row}" if part.row else ""), *words, chosen)
