"""A search narrowed by its address: the words, a type, and what the filters of all types have in common."""

from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from archive import search, text
from archive.models import RECORD_TYPES, record_type
from archive.public.facets import NAMES, Choice, Facet, facets
from archive.public.filters import MOST_COUNTED, Counted, Reading, count_each, filter_of, headings_of, rounded
from archive.public.lists import Chosen, chosen_words
from archive.templatetags.reading import sentence_case

_LONGEST = 100
# Of several types on one page so many records of each are counted; the list of a type counts more.
MOST_OF_EACH = 1_000


class Narrowed:
    """The parameters of a search as they were written, and what they leave of each type."""

    def __init__(self, query, path):
        self.path = path
        self.words = text.clean(query.get("q", ""))[: search.MOST_LETTERS]
        self.written = {name: query.get(name, "").strip()[:_LONGEST] for name in ("type", *NAMES)}

    @cached_property
    def models(self) -> list:
        """The types that are looked through; none where the type is not one."""
        if not self.written["type"]:
            return list(RECORD_TYPES)
        model = record_type(self.written["type"])
        return [model] if model else []

    @cached_property
    def asked(self) -> list:
        """The filter set of each type that understands all that was written; a type without a filter has none of it."""
        return [one for one in self._able if one.is_valid()] if search.words(self.words) else []

    @cached_property
    def readings(self) -> list:
        """How the records of each such type are read: the latest first where they are dated, else by name."""
        found = [Reading(one, _sorting(one.queryset.model), self.most) for one in self.asked]
        most = {reading.model: reading.most_worded for reading in found}
        worded = search.found_among(list(most), self.words, most)
        for reading in found:
            reading.worded = worded[reading.model]
        return found

    @property
    def most(self) -> int:
        """So many records of each type are counted, at most."""
        return MOST_OF_EACH if len(self.asked) > 1 else MOST_COUNTED

    def counts(self) -> dict[str, Counted]:
        """How many records of each type are found."""
        return {one.model.address: number for one, number in zip(self.readings, count_each(self.readings), strict=True)}

    @cached_property
    def _able(self):
        data = MultiValueDict({name: [value] for name, value in self.of_list.items()})
        sets = (filter_of(model)(data, queryset=model.objects.published()) for model in self.models)
        able = [one for one in sets if all(name in one.filters for name in self.of_list)]
        headings = headings_of([one.queryset.model for one in able]) if able else {}
        for one in able:
            one.headings = headings[one.queryset.model]
        return able

    @property
    def of_list(self) -> dict[str, str]:
        """The parameters as the list of a type takes them."""
        written = {name: value for name, value in self.written.items() if value and name != "type"}
        return {"q": self.words, **written}

    @property
    def problems(self) -> list[str]:
        """What was not understood, in sentences; a kind need not be one of every type."""
        if not self.models:
            sentence = _("There are no records of the type “%(value)s” here: choose one from the list.")
            return [sentence % {"value": self.written["type"]}]
        if any(one.is_valid() for one in self._able):
            return []
        found = {problem: None for one in self._able for errors in one.errors.values() for problem in errors}
        return list(found)[:1]

    def link(self, name, value="") -> str:
        """The address of the search with one value changed; without it where it is empty."""
        query = {"q": self.words, **self.written, name: value}
        return f"{self.path}?{urlencode({key: value for key, value in query.items() if value})}"

    def chosen(self):
        """The filters in force in words, each with the address without it."""
        if self.written["type"] and self.models:
            yield Chosen(_("Type: %(value)s") % {"value": _plural(self.models[0])}, self.link("type"))
        if not self.asked:
            return
        one = self.asked[0]
        for name in NAMES:
            if self.written[name]:
                words = chosen_words(one.filters[name], one.chosen[name])
                told = {"label": one.filters[name].label, "value": words}
                yield Chosen(_("%(label)s: %(value)s") % told, self.link(name))

    def facets(self, counts) -> list[Facet]:
        """The facets of all that was found, the types first; kinds are those of one type."""
        there = [one for one in self.readings if counts[one.model.address].number]
        found = facets(there, in_all(counts), self.link)
        if len(there) > 1:
            types = [
                Choice(_plural(one.model), found_of.number, self.link("type", one.model.address), found_of.is_all)
                for one in there
                for found_of in [counts[one.model.address]]
            ]
            found = [Facet("type", _("Type"), types), *(facet for facet in found if facet.name != "kind")]
        return found


def in_all(counts) -> Counted:
    """How many records of all types are found."""
    number, is_all = sum(one.number for one in counts.values()), all(one.is_all for one in counts.values())
    return Counted(number if is_all else rounded(number), is_all)


def _sorting(model) -> str:
    return "-date" if model.dated_by and not hasattr(model, "name") else "title"


def _plural(model):
    return sentence_case(str(model._meta.verbose_name_plural))
