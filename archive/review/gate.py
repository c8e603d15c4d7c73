"""The gate to publication: what a record lacks before readers may see it, in sets."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from translated_fields import TranslatedField

from archive import evidence
from archive.models import Citation, Discrepancy, DiscrepancyState, Source
from archive.models.links import key_to
from archive.models.source_kinds import described


class What(TextChoices):
    """What a field lacks."""

    CITATION = "citation", gettext_lazy("no published source speaks of it")
    SUPPORT = "support", gettext_lazy("no source supports the accepted value")
    MEMBER = "member", gettext_lazy("no source that supports it names one of those linked")
    LOCATOR = "locator", gettext_lazy("a citation does not say where in its source")
    NOTE = "note", gettext_lazy("sources disagree and no public note tells readers why this value was chosen")
    TRANSLATION = "translation", gettext_lazy("it is missing in a language")
    DETAIL = "detail", gettext_lazy("a document of this kind is hard to find again without it")


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a field of a record lacks; a warning does not hold the record back.

    `detail` tells which source or which languages.
    """

    field: str
    what: What
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the record may be published all the same."""
        return self.what in (What.TRANSLATION, What.DETAIL)

    def __str__(self):
        sentence = _("%(field)s: %(what)s") % {"field": self.field, "what": self.what.label}
        return f"{sentence} ({self.detail})" if self.detail else sentence


class NotReady(Exception):
    """A record that lacks what readers are promised; `lacks` names each thing."""

    def __init__(self, record, lacks):
        self.record, self.lacks = record, lacks
        super().__init__(
            _("“%(record)s” cannot be published yet: %(lacks)s.")
            % {"record": record, "lacks": "; ".join(map(str, lacks))}
        )


def holding_back(record, along=()) -> list[Lack]:
    """What keeps one record from its readers: all that it lacks but warnings; `along` as for the gate."""
    return [lack for lack in gate(type(record), [record.pk], along)[record.pk] if not lack.is_warning]


def gate(model, pks, along=()) -> dict[int, list[Lack]]:
    """What each of these records of one type lacks, by primary key, in a fixed number of queries.

    `along` are the keys of sources that are published together with the records, and so count as published.
    """
    pks = list(pks)
    found = defaultdict(list)
    facts = evidence.accepted(model, pks)
    for pk, gaps in evidence.gaps(model, pks, along).items():
        found[pk] += [Lack(name, What.CITATION) for name in gaps.uncited]
        found[pk] += [Lack(name, What.SUPPORT) for name in gaps.unsupported]
    for pk, members in evidence.unattested(model, pks, along).items():
        found[pk] += [Lack(name, What.MEMBER, called) for name, called in members]
    key = key_to(Citation, model)
    bare = Citation.objects.published(along).filter(**{f"{key}__in": pks}, locator="").select_related("source")
    for citation in bare.order_by("pk"):
        found[getattr(citation, f"{key}_id")].append(Lack(citation.field, What.LOCATOR, str(citation.source)))
    for row in _unexplained(model, pks):
        found[getattr(row, f"{key}_id")].append(Lack(row.field, What.NOTE))
    for pk, accepted in facts.items():
        found[pk] += _untranslated(accepted.record)
        if model is Source:
            found[pk] += [Lack(name, What.DETAIL) for name in described(accepted.record).lacks(accepted.record)]
    return {pk: found[pk] for pk in facts}


def _unexplained(model, pks):
    """The disagreements of sources of which readers are told nothing."""
    rows = Discrepancy._base_manager.filter(**{f"{key_to(Discrepancy, model)}__in": pks}, state=DiscrepancyState.OPEN)
    silent = dict.fromkeys(Discrepancy.public_note.fields, "")
    return rows.filter(**silent).order_by("pk")


def _untranslated(record):
    """The texts that stand in one language of the archive and not in another."""
    for text in _translated(type(record)):
        columns = dict(zip((code for code, _name in settings.LANGUAGES), text.fields, strict=True))
        missing = [code for code, column in columns.items() if not getattr(record, column)]
        if missing and len(missing) < len(columns):
            stem = text.fields[0].removesuffix(f"_{settings.LANGUAGES[0][0]}")
            yield Lack(stem, What.TRANSLATION, ", ".join(missing))


def _translated(model):
    return [value for base in model.__mro__ for value in vars(base).values() if isinstance(value, TranslatedField)]
