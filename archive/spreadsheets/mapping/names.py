"""The known names of people, organizations and places, and which record a name in a file means."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from archive import countries
from archive.models import FormerSlug, NameForm
from archive.models.links import key_to
from archive.spreadsheets.links import MOST_COMPARED
from archive.spreadsheets.sight import Sight
from archive.text import address_of, fold, fold_variants

CLOSEST = 3
_NEAR = 72


@dataclass
class UnknownName:
    """A name that no record has, or several: in which rows it stands, and the closest known forms, (slug, form)."""

    type: str
    name: str
    rows: list = field(default_factory=list)
    closest: list[tuple[str, str]] = field(default_factory=list)
    several: bool = False

    def __str__(self):
        known = ", ".join(f"“{form}” ({slug})" for slug, form in self.closest)
        if self.several:
            sentence = _("“%(name)s” is the name of several %(type)s: %(known)s. Say which one is meant.")
        elif known:
            sentence = _("There is no “%(name)s” among the %(type)s; the closest known are %(known)s.")
        else:
            sentence = _("There is no “%(name)s” among the %(type)s, nor a name that is close to it.")
        return sentence % {"name": self.name, "type": self.type, "known": known}


class KnownNames:
    """The names of all records of a type, folded, with every form and reading of them."""

    def __init__(self, model, sight=None):
        self.model, self.sight = model, sight or Sight()
        self.rows = self.sight.among(model._base_manager.all())
        self.slugs = set(self.rows.values_list("slug", flat=True))
        # Addresses that are not free, though this person does not see whose they are.
        self.taken = set() if self.sight.sees_all(model) else set(model._base_manager.values_list("slug", flat=True))
        self.former = dict(self._former())
        self.forms = defaultdict(set)
        self.shown = {}
        self.country = {}
        for slug, form in self._forms():
            self.learn(slug, form)
        if any(f.name == "country" for f in model._meta.fields):
            self.country = dict(self.rows.exclude(country="").values_list("slug", "country"))

    def learn(self, slug, form, country=""):
        """Take in a name of a record."""
        for reading in fold_variants(form):
            if reading:
                self.forms[reading].add(slug)
                self.shown.setdefault(reading, form)
        if country:
            self.country[slug] = country

    def _former(self):
        key = key_to(FormerSlug, self.model)
        if key is None:
            return ()
        return FormerSlug.objects.filter(**{f"{key}__in": self.rows}).values_list("slug", f"{key}__slug")

    def _forms(self):
        stem = "name" if hasattr(self.model, "name_" + settings.LANGUAGES[0][0]) else "title"
        columns = [f"{stem}_{code}" for code, _language in settings.LANGUAGES]
        for slug, *names in self.rows.values_list("slug", *columns):
            yield from ((slug, name) for name in names if name)
        if self.model._meta.model_name in NameForm.ARC:
            key = self.model._meta.model_name
            yield from NameForm.objects.filter(**{f"{key}__in": self.rows}).values_list(f"{key}__slug", "text")

    def by_slug(self, written) -> str:
        """The present slug of what is written as a slug, or nothing."""
        return written if written in self.slugs else self.former.get(written, "")

    def free(self, name) -> str:
        """A slug made of the name that no record has or had."""
        stem = address_of(name)[:100].strip("-") or self.model.address
        number, slug = 1, stem
        while slug in self.slugs or slug in self.former or slug in self.taken:
            number += 1
            slug = f"{stem}-{number}"
        return slug

    def by_name(self, name, country="") -> set[str]:
        """The slugs of the records of this name, without those that are known to lie in another country."""
        found = set().union(*(self.forms.get(reading, ()) for reading in self._readings(name)))
        if country and found:
            found = {slug for slug in found if _one_place(self.country.get(slug, country), country)}
        return found

    def of_country(self, names, country, but="") -> str:
        """The slug of the one record in a country that has one of these names, or nothing; `but` is not looked at."""
        found = {slug for name in names if country for slug in self.by_name(name, country) - {but}}
        found = {slug for slug in found if self.country.get(slug) == country}
        return found.pop() if len(found) == 1 else ""

    def unlearn(self, slug, name):
        """Forget a record of which only this name was learnt."""
        self.slugs.discard(slug)
        self.country.pop(slug, None)
        for reading in fold_variants(name):
            self.forms[reading].discard(slug)

    @staticmethod
    def _readings(name):
        readings = fold_variants(name)
        family, comma, given = name.partition(",")
        return readings | fold_variants(f"{given} {family}") if comma and given.strip() else readings

    def closest(self, name) -> list[tuple[str, str]]:
        """The records whose names are most like this one, (slug, form), best first."""
        keys = list(self.forms)[:MOST_COMPARED]
        found = process.extract(fold(name), keys, scorer=fuzz.token_sort_ratio, limit=CLOSEST * 2, score_cutoff=_NEAR)
        best = {}
        for reading, _score, _place in found:
            for slug in sorted(self.forms[reading]):
                best.setdefault(slug, self.shown[reading])
        return list(best.items())[:CLOSEST]


def _one_place(country, other):
    """Whether places of one name can be the same: a place in a country of the past lies in another one now."""
    return country == other or countries.is_former(country) or countries.is_former(other)
