"""How alike two records are: a score from 0 to 100 with its reasons, from names, countries, dates and addresses."""

from dataclasses import dataclass, field
from math import asin, cos, hypot, radians, sin

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from archive import countries, dates
from archive.models import NameForm, Organization, Person, Place, Source, SourceFile
from archive.models.links import key_to
from archive.review.identity import keys
from archive.search import names_of

# From this score on two records are shown to an editor.
LIKELY = 50
_NEAR = 86
_MOST_READINGS = 12


class Reason(TextChoices):
    """Why two records may be one, or may not."""

    SAME_NAME = "same_name", gettext_lazy("the same name")
    SAME_WORDS = "same_words", gettext_lazy("the same words in another order")
    SHORTER_NAME = "shorter_name", gettext_lazy("one name is the other, shortened")
    LIKE_NAME = "like_name", gettext_lazy("names spelt alike")
    SAME_COUNTRY = "same_country", gettext_lazy("the same country")
    OTHER_COUNTRY = "other_country", gettext_lazy("different countries")
    SAME_DATE = "same_date", gettext_lazy("the same date")
    OTHER_DATE = "other_date", gettext_lazy("dates that cannot both be true")
    SAME_ADDRESS = "same_address", gettext_lazy("the same address on the web")
    SAME_FILE = "same_file", gettext_lazy("the same file")
    SAME_AUTHORS = "same_authors", gettext_lazy("the same authors")
    OTHER_KIND = "other_kind", gettext_lazy("different kinds")
    NEARBY = "nearby", gettext_lazy("nearby")
    FAR = "far", gettext_lazy("far apart")

    def words(self, detail) -> str:
        """The reason with what it was found in, in the active language: `detail` may be codes of countries or dates."""
        language = get_language() or "en"
        if self in (Reason.SAME_COUNTRY, Reason.OTHER_COUNTRY):
            detail = ", ".join(countries.name(code, language) for code in detail.split(", "))
        if self in (Reason.SAME_DATE, Reason.OTHER_DATE):
            detail = "; ".join(dates.words(date, language) for date in detail.split("; "))
        return _("%(reason)s: %(detail)s") % {"reason": self.label, "detail": detail} if detail else str(self.label)


# What countries, dates and kinds add to the likeness of names, or take from it: [same, different].
_COLUMNS = {
    Person: {"country": (10, -25), "born": (20, -45), "died": (15, -45)},
    Organization: {"country": (10, -35), "host_country": (10, -45), "founded": (15, -30), "dissolved": (10, -30),
                   "kind": (0, -20)},
    Place: {"country": (10, -45)},
    Source: {"published": (10, -35), "authors": (10, 0), "language": (0, -25), "kind": (0, -5)},
}  # fmt: skip
_SAME = {"country": Reason.SAME_COUNTRY, "host_country": Reason.SAME_COUNTRY, "authors": Reason.SAME_AUTHORS}
_OTHER = {"country": Reason.OTHER_COUNTRY, "host_country": Reason.OTHER_COUNTRY}


@dataclass(slots=True)
class Known:
    """What is compared of one record."""

    pk: int
    readings: set[str]
    values: dict = field(default_factory=dict)

    def keys(self, model) -> set[str]:
        """The keys under which it is looked for."""
        found = (keys.keys_of_person if model is Person else keys.keys_of_title)(self.readings)
        address = keys.key_of_address(self.values.get("url") or "")
        found |= {keys.digest(f"url {address}")} if address else set()
        return found | {f"file {sha256}" for sha256 in self.values.get("files", ())}


def known(model, pks) -> dict[int, Known]:
    """What is compared of these records of one type, in four queries."""
    names, columns = names_of(model, pks), _compared(model)
    rows = model._base_manager.filter(pk__in=pks).values_list("pk", *columns)
    found = {
        pk: Known(pk, keys.readings_of(names.get(pk, ())), dict(zip(columns, values, strict=True)))
        for pk, *values in rows
    }
    if model is Source:
        for pk, sha256 in SourceFile._base_manager.filter(source__in=pks).values_list("source", "sha256"):
            found[pk].values.setdefault("files", set()).add(sha256)
    return found


def known_of(record) -> Known:
    """The same of one record as it is in memory, with the forms of its name in one query."""
    model, key = type(record), key_to(NameForm, type(record))
    texts = [getattr(record, name) for name in (model.name if hasattr(model, "name") else model.title).fields]
    if key:
        texts += NameForm._base_manager.filter(**{key: record.pk}).order_by("pk").values_list("text", flat=True)
    values = {name: getattr(record, name) for name in _compared(model)}
    if model is Source:
        values["files"] = set(record.files.values_list("sha256", flat=True))
    return Known(record.pk, keys.readings_of(filter(None, texts)), values)


def _compared(model):
    """The columns of a type that are compared, those of its own beside countries, dates and kinds."""
    return (*_COLUMNS[model], *{Place: ("latitude", "longitude"), Source: ("url",)}.get(model, ()))


def likeness(model, one: Known, other: Known) -> tuple[int, list[list[str]]]:
    """How alike two records are, and why; 0 where nothing of their names or addresses is."""
    score, reasons = _names(one.readings, other.readings)
    for more, reason in (_same_address(one, other), _same_file(one, other)):
        score += more
        reasons += reason
    if not score:
        return 0, []
    for more, reason in (*_columns(model, one.values, other.values), _distance(one.values, other.values)):
        score += more
        reasons += reason
    return max(0, min(score, 100)), reasons


def _names(one, other):
    common = one & other
    if common:
        name = max(common, key=len)
        return (70 if " " in name else 55), [[Reason.SAME_NAME, name]]
    sorted_words = {" ".join(sorted(name.split())): name for name in one}
    turned = sorted_words.keys() & {" ".join(sorted(name.split())) for name in other}
    if turned:
        return 65, [[Reason.SAME_WORDS, sorted_words[turned.pop()]]]
    pairs = [(a, b) for a in sorted(one)[:_MOST_READINGS] for b in sorted(other)[:_MOST_READINGS]]
    shorter = next((a for a, b in pairs if _within(a, b) or _within(b, a)), None)
    if shorter:
        return 50, [[Reason.SHORTER_NAME, shorter]]
    if keys.sounds_of(one) & keys.sounds_of(other):
        return 55, [[Reason.LIKE_NAME, f"{min(one)} – {min(other)}"]]
    best, a, b = max(((fuzz.token_sort_ratio(a, b), a, b) for a, b in pairs), default=(0, "", ""))
    return (round(best * 0.6), [[Reason.LIKE_NAME, f"{a} – {b}"]]) if best >= _NEAR else (0, [])


def _within(few, many) -> bool:
    """Whether one name is the other with words left out or as initials; two words at least must stand for others."""
    left, words = many.split(), few.split()
    if len(words) < 2 or len(words) > len(left) or not any(len(word) > 1 for word in words):
        return False
    # Whole words first, so that an initial does not take the place of one.
    for word in sorted(words, key=len, reverse=True):
        match = next((w for w in left if w == word or (len(word) == 1 and w.startswith(word))), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _columns(model, one, other):
    for name, (same, different) in _COLUMNS[model].items():
        a, b = one[name], other[name]
        if not a or not b:
            continue
        if hasattr(model, f"{name}_earliest"):
            yield _dates(a, b, same, different)
        elif a == b:
            yield same, [[_SAME[name], a]] if name in _SAME else []
        else:
            yield different, [[_OTHER.get(name, Reason.OTHER_KIND), f"{a}, {b}"]] if different else []


def _dates(a, b, same, different):
    try:
        found = dates.compare(a, b)
    except dates.InvalidDate:
        return 0, []
    if found is dates.Comparison.DISJOINT:
        return different, [[Reason.OTHER_DATE, f"{a}; {b}"]]
    return (same, [[Reason.SAME_DATE, a]]) if found is dates.Comparison.SAME else (same // 2, [])


def _same_address(one, other):
    a, b = (keys.key_of_address(k.values.get("url") or "") for k in (one, other))
    return (60, [[Reason.SAME_ADDRESS, a]]) if a and a == b else (0, [])


def _same_file(one, other):
    a, b = (k.values.get("files", set()) for k in (one, other))
    return (80, [[Reason.SAME_FILE, ""]]) if a & b else (0, [])


def _distance(one, other):
    points = [(k.get("latitude"), k.get("longitude")) for k in (one, other)]
    if any(value is None for point in points for value in point):
        return 0, []
    km = _kilometres(*points)
    if km <= 5:
        return 20, [[Reason.NEARBY, f"{km:.1f} km"]]
    return (-35, [[Reason.FAR, f"{km:.0f} km"]]) if km > 100 else (0, [])


def _kilometres(one, other) -> float:
    """The distance of two points on a sphere of the earth's size (haversine)."""
    (lat1, lon1), (lat2, lon2) = ([radians(float(v)) for v in point] for point in (one, other))
    half = hypot(sin((lat2 - lat1) / 2), (cos(lat1) * cos(lat2)) ** 0.5 * sin((lon2 - lon1) / 2))
    return 2 * 6371 * asin(min(1, half))
