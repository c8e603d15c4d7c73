"""Terms of office as moments of a life, or of an organization; and drawn as bars."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import dates
from archive.models import Organization, Person, Posting
from archive.public import terms
from archive.public.drawing import stretches
from archive.public.pictures import Figure, Picture, files
from archive.public.records.base import Moment
from archive.public.statements import Value
from archive.templatetags.reading import Text, active, amount, chosen, dated, sentence_case, titled, translated


def postings(*, showing):
    """The published postings with the `person` or `organization` that they show, and every form of its name."""
    rows = Posting.objects.published().select_related(showing).prefetch_related(f"{showing}__names")
    return Prefetch("postings", rows, to_attr="seen_postings")


def term(posting) -> str:
    """When somebody held an office, in words."""
    since, until = posting.since, posting.until
    if since and until:
        try:
            return dates.words(f"{since}/{until}", active())
        except dates.InvalidDate:
            return _("%(since)s to %(until)s") % {"since": dated(since), "until": dated(until)}
    if since:
        return _("from %(since)s") % {"since": dated(since)}
    return _("until %(until)s") % {"until": dated(until)} if until else ""


def office(posting) -> Text:
    """What the person is there: the title of the office, or the role in a word."""
    said = translated(posting, "title")
    return said if said.value else Text(sentence_case(chosen(posting, "role")))


def posting_moment(posting, linked, notes) -> tuple:
    """(first day, Moment) of an office, linking to the organization or the person."""
    day = posting.since_earliest or posting.until_earliest
    year = f"{day.year:04}" if day else ""
    return day, Moment(
        term(posting), year, titled(linked), linked.get_absolute_url(), detail=office(posting), notes=tuple(notes)
    )


# What a page of these shows beside each office; and how wide it is drawn there.
SHOWING = {Person: "organization", Organization: "person"}
WIDTHS = (("narrow", 340), ("medium", 640))
WIDE = ("wide", 1072)
# So many terms are drawn, the first.
MOST = 60


def figure_of(record, showing) -> Figure | None:
    """The dated offices of a record whose postings are fetched, as bars and as a table; None without one."""
    rows = _dated(record.seen_postings)
    if not rows:
        return None
    drawings = [terms.lay_out([_term(p, showing) for p in rows[:MOST]], width, size) for size, width in WIDTHS]
    head = (_("Person") if showing == "person" else _("Organization"), _("Office"), _("Since"), _("Until"))
    table = [
        (
            Value(titled(getattr(p, showing)), getattr(p, showing).get_absolute_url()),
            Value(office(p)),
            Value(Text(dated(p.since) or _("not known"))),
            Value(Text(dated(p.until) or _("not known"))),
        )
        for p in rows
    ]
    taken = files(f"{record.get_absolute_url()}terms")
    said = words(record.seen_postings, rows)
    return Figure(_("Terms of office"), drawings, said, taken, head, table, alternative(drawings[0]))


def picture(request, model, slug) -> Picture | None:
    """The terms of a published person or organization, to take away."""
    showing = SHOWING[model]
    record = model.objects.published().prefetch_related(postings(showing=showing)).filter(slug=slug).first()
    rows = _dated(record.seen_postings) if record else []
    if not rows:
        return None
    drawing = terms.lay_out([_term(p, showing) for p in rows[:MOST]], WIDE[1], WIDE[0])
    title = _("%(name)s: terms of office") % {"name": titled(record)}
    address = reverse(f"{model.address}-detail", args=[record.slug])
    said = words(record.seen_postings, rows)
    return Picture(f"{record.slug}-terms", title, said, drawing, address, alternative(drawing))


def words(postings, rows) -> list[str]:
    """How to read the bars, and what they leave out."""
    said = [
        _(
            "A dark bar covers the days of a term that are certain, a pale one those that an uncertain date can mean; "
            "a thin line leads to an end that no source gives."
        )
    ]
    if len(rows) < len(postings):
        said.append(_("Offices without a date are not drawn."))
    if len(rows) > MOST:
        said.append(_("The first %(count)s are drawn.") % {"count": MOST})
    return said


def alternative(drawing) -> str:
    """What the bars show, in words."""
    sentence = ngettext(
        "A bar of %(count)s term of office, %(since)s to %(until)s.",
        "Bars of %(count)s terms of office, %(since)s to %(until)s.",
        len(drawing.terms),
    )
    return sentence % {"count": amount(len(drawing.terms)), "since": drawing.since, "until": drawing.until}


def _dated(postings):
    rows = [p for p in postings if _end(p, "since") or _end(p, "until")]
    return sorted(rows, key=lambda p: (_end(p, "since") or _end(p, "until"), p.pk))


def _end(posting, name):
    return stretches.bounded(getattr(posting, f"{name}_earliest"), getattr(posting, f"{name}_latest"))


def _term(posting, showing):
    linked, since, until = getattr(posting, showing), _end(posting, "since"), _end(posting, "until")
    names = titled(linked).value, office(posting).value
    label = ", ".join(names if showing == "person" else reversed(names))
    is_known = stretches.is_known
    sure = bool(since) and is_known(posting.since), bool(until) and is_known(posting.until)
    return terms.Term(since, until, sure, label, f"{label}: {term(posting)}", linked.get_absolute_url())
