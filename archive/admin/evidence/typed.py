"""What is typed into a form, held against testimony before it is saved."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from translated_fields import TranslatedField

from archive.admin.evidence.beside import will_be_public
from archive.admin.evidence.reading import read, words
from archive.evidence import SUPPORTING, Accepted, accepted, comparison, is_public, link_fields
from archive.models import Citation, Stance, Status
from archive.models.links import key_to, links
from archive.search import names_of


def accepted_as_typed(model, pk, name, typed=None) -> Accepted | None:
    """The accepted values of a record (a new one without `pk`) with one field as typed; None where it cannot be read.

    `typed` is a list of texts as a form sends them: one for a column, keys for links, the languages of a name.
    """
    found = accepted(model, [pk]).get(pk) if pk else Accepted(model(), [])
    if found is None or typed is None:
        return found
    typed = [text for text in typed if text]
    if isinstance(getattr(model, name, None), TranslatedField):
        found.names = [*typed, *found.names]
        for column, text in zip(getattr(model, name).fields, typed, strict=False):
            setattr(found.record, column, text)
        return found
    link = next((each for each in links(model) if each.field == name), None)
    if link is not None:
        keys = [int(text) for text in typed if text.isdecimal() and len(text) < 18]
        found.linked[name] = list(names_of(link.target, keys).values())
        return found
    try:
        setattr(found.record, name, model._meta.get_field(name).to_python(typed[0] if typed else None))
    except ValidationError:
        return None
    return found


def stance_of(found: Accepted | None, name, stated) -> Stance | None:
    """What a stated value does to the accepted one; None where only an editor can say, or it is typed in part."""
    try:
        return found and found.stance(name, stated)
    except (ArithmeticError, TypeError):
        return None


def support_of(model, pk, name, typed) -> tuple[bool, dict[int, Stance]]:
    """Whether published testimony supports a value as typed, and what each testimony does to it, by its key."""
    found, named = accepted_as_typed(model, pk, name, typed), naming(model, pk)
    stances, supported = {}, False
    is_draft = found is not None and found.record.status != Status.PUBLISHED
    for citation in Citation.objects.filter(**{key_to(Citation, model): pk}, field=name).select_related("source"):
        kept = Stance.MENTIONS if citation.pk in named else citation.stance
        stance = stance_of(found, name, citation.stated) or kept
        stances[citation.pk] = Stance(stance)
        supported |= stance in SUPPORTING and (is_public(citation) or is_draft and will_be_public(citation))
    return supported or found is None or not found.filled(name), stances


def naming(model, pk) -> set[int]:
    """The keys of testimonies that name what a record links to: their support is the archive's finding, no word of an
    editor, and goes with the link."""
    fields = link_fields(model)
    rows = list(Citation.objects.filter(**{key_to(Citation, model): pk}, field__in=fields, stance__in=SUPPORTING))
    found = accepted(model, [pk]).get(pk) if rows else None
    return {row.pk for row in rows if found and stance_of(found, row.field, row.stated)}


def sentence_about(found: Accepted | None, model, name, stated) -> str:
    """What the form says below a stated value: its stance, or how it is read where nothing is accepted yet."""
    if not stated.strip():
        return ""
    stance = stance_of(found, name, stated)
    if stance:
        return _("Held against the accepted value: %(stance)s.") % {"stance": stance.label}
    if comparison(model, name) is None:
        return ""
    try:
        reading = words(model, name, read(model, name, stated, ""))
    except ValidationError:
        return _("The archive cannot read this: say yourself what it does to the accepted value.")
    return _("Understood as %(reading)s.") % {"reading": reading}
