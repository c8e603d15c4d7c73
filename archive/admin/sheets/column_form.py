"""The form on which each column of a file is given its place: a column of ours, or none."""

import json
from itertools import islice

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.sheets.column_fields import DATE_ORDERS, LinesField, TargetSelect, column_words
from archive.admin.sheets.recipes import ASIDE, FIRST, IN_RECIPE, LAST, Form, Use, Written, target_of
from archive.admin.sheets.rights import type_words
from archive.models import Participation
from archive.spreadsheets import Mapping, UnreadableFile, resource_for, suggest
from archive.spreadsheets.columns import ParticipationsColumn
from archive.spreadsheets.headings import titles
from archive.text import clean

ROWS_READ, SAMPLES, LONGEST = 400, 4, 60
# What the form says in fields of its own, or leaves as it is; the rest of a mapping is shown as JSON.
_KEPT = ("type", "names", "leave_out_failed", "sheet", "heading_row", "encoding")
_OF_THE_FORM = {*_KEPT, "columns", "set_aside", "date_order", "create", "cite"}
# Empty lines for texts of columns that the file does not have.
_SPARE = 2


class ColumnForm(forms.Form):
    """Every column of a file with the column of ours that it goes to, and what the file does not say itself."""

    date_order = forms.ChoiceField(label=gettext_lazy("Dates such as 3/4/1992"), required=False, choices=DATE_ORDERS)
    create = forms.MultipleChoiceField(
        label=gettext_lazy("Make drafts of names that no record has"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Where none is ticked, unknown names are listed with the closest known ones."),
    )
    cite = forms.BooleanField(
        label=gettext_lazy("Cite the source for every value that the file gives"),
        required=False,
        label_suffix="",
    )
    recipes = forms.CharField(
        label=gettext_lazy("Recipes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "spellcheck": "false"}),
    )
    keep_as = forms.CharField(
        label=gettext_lazy("Keep this mapping as"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("It is proposed for the next file with the same headings."),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace the mapping of this name"), required=False, label_suffix=""
    )

    def __init__(self, data=None, *, resource, sheet, mapping, proposal=None, has_source=False):
        self.resource, self.sheet, self.mapping = resource, sheet, mapping
        self.over = Form(resource, sheet)
        self.shown = self.over.show(proposal or mapping)
        self.is_proposal = proposal is not None
        self.suggested = self._differs(mapping) if proposal else set()
        near = {s.heading: s.columns for s in suggest(resource, sheet)}
        self.near = [near.get(title, ()) for title in titles(sheet)]
        super().__init__(data, initial=self._initial(proposal or mapping))
        self._add_headings()
        self._add_written(data)
        self._fit(has_source)

    def _differs(self, mapping):
        """The places of the columns that are proposed to go elsewhere than their headings say."""
        own = self.over.show(mapping).uses
        return {place for place, use in enumerate(self.shown.uses) if use.target and use != own[place]}

    def _initial(self, mapping):
        rest = {"columns": self.shown.recipes} if self.shown.recipes else {}
        rest |= {name: value for name, value in mapping.data().items() if name not in _OF_THE_FORM}
        create = self.linked_types() if mapping.create is True else mapping.create or []
        return {
            "date_order": mapping.date_order or "",
            "create": create,
            "cite": mapping.cite,
            "recipes": json.dumps(rest, ensure_ascii=False, indent=2) if rest else "",
        }

    def linked_types(self) -> list[str]:
        """The types of record that this sheet names, and that drafts of those name."""
        found, left = [], [self.resource]
        while left:
            types = {target_of(column): None for column in left.pop().columns()}
            fresh = [type for type in types if type and type not in found]
            found += fresh
            left += [resource_for(type) for type in fresh]
        return found

    def _fit(self, has_source):
        """Only the questions that this sheet and this archive ask."""
        types = self.linked_types()
        self.fields["create"].choices = [(type, type_words(type)) for type in types]
        if not types:
            del self.fields["create"]
        if not has_source:
            del self.fields["cite"]
        if not any(kind.date for kind in self.over.kinds.values()):
            del self.fields["date_order"]

    def _targets(self, place):
        """The choices for one heading: the likely columns, all columns, and what is not a column."""
        words = {name: column_words(column) for name, column in self.over.columns.items()}
        near = self.near[place]
        ends = [
            (name + end, sentence % {"column": words[name]})
            for name, kind in self.over.kinds.items()
            if kind.date
            for end, sentence in ((FIRST, _("%(column)s: the first day")), (LAST, _("%(column)s: the last day")))
        ]
        return [
            ("", _("Choose")),
            *([(_("Suggested"), [(name, words[name]) for name in near if name in words])] if near else []),
            (_("Columns"), [*words.items(), *ends]),
            (_("None of them"), [(ASIDE, _("Set aside")), (IN_RECIPE, _("Only within a text or recipe below"))]),
        ]

    def _add_headings(self):
        for place, use in enumerate(self.shown.uses):
            self._add_heading(place, use)

    def _add_heading(self, place, use):
        choices = self._targets(place)
        described = {"aria-labelledby": f"to heading-{place}"}
        target = forms.CharField(
            required=False, initial=use.target, widget=TargetSelect(attrs=described, choices=choices)
        )
        target.allowed = {v for one, two in choices for v in ([v for v, _t in two] if isinstance(two, list) else [one])}
        self.fields[f"target_{place}"] = target
        self.fields[f"split_{place}"] = forms.CharField(
            required=False, initial=use.split, max_length=60, label=_("Several values, divided by"),
            widget=forms.TextInput(attrs={"size": 10}),
        )  # fmt: skip
        self.fields[f"values_{place}"] = LinesField(
            required=False, initial=use.values, label=_("Their word = ours"),
            widget=forms.Textarea(attrs={"rows": 3, "cols": 30}),
        )  # fmt: skip
        if any(isinstance(column, ParticipationsColumn) for column in self.over.columns.values()):
            roles = [("", _("as the cell says")), *Participation._meta.get_field("role").flatchoices]
            self.fields[f"role_{place}"] = forms.ChoiceField(
                required=False, initial=use.role, choices=roles, label=_("Part that these people took")
            )
        for name, words in (
            ("unknown", _("Leave out what is not understood")),
            ("shorten", _("Cut what is too long")),
        ):
            given = use.leave_unknown if name == "unknown" else use.shorten
            self.fields[f"{name}_{place}"] = forms.BooleanField(
                required=False, initial=given, label=words, label_suffix=""
            )

    def _add_written(self, data):
        """The texts besides, with lines to spare: for a title first, where the file gives none."""
        lines = list(self.shown.written)
        lines += [Written(name, "") for name in self.over.needed(self.shown)] if not self.is_bound else []
        lines += [Written("", "")] * _SPARE
        self.written_lines = max(len(lines), _lines_in(data))
        lines += [Written("", "")] * (self.written_lines - len(lines))
        words = [("", "---------"), *((name, column_words(c)) for name, c in self.over.columns.items())]
        for n, line in enumerate(lines):
            self.fields[f"column_{n}"] = forms.ChoiceField(
                required=False, choices=words, initial=line.column, label=_("Column of ours")
            )
            self.fields[f"text_{n}"] = forms.CharField(
                required=False, initial=line.text, label=_("Text"), max_length=2000,
                widget=forms.TextInput(attrs={"class": "vTextField", "spellcheck": "false"}),
            )  # fmt: skip
            # A text that is only proposed gives way to a heading that the editor chooses for its column.
            self.fields[f"proposed_{n}"] = forms.CharField(
                required=False, initial=line.text if self.is_proposal else "", widget=forms.HiddenInput
            )

    def headings(self):
        """Each column of the file for the page: its name, some of its values, and its fields."""
        samples = self._samples()
        for place, name in enumerate(self.over.names):
            options = [f"{kind}_{place}" for kind in ("split", "role", "values", "unknown", "shorten")]
            options = [self[option] for option in options if option in self.fields]
            yield {
                "place": place,
                "name": name,
                "samples": samples[place],
                "target": self[f"target_{place}"],
                "options": options,
                "is_open": any(option.errors for option in options),
                "has_options": any(option.value() for option in options),
                "is_suggested": place in self.suggested,
            }

    def written(self):
        """The fields of the texts besides, in pairs."""
        return [(self[f"column_{n}"], self[f"text_{n}"], self[f"proposed_{n}"]) for n in range(self.written_lines)]

    def _samples(self):
        found = [{} for _name in self.over.names]
        for row in islice(self.sheet.rows, ROWS_READ):
            for place, cell in enumerate(row.cells[: len(found)]):
                if len(found[place]) < SAMPLES and (text := clean(cell)):
                    found[place].setdefault(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
        return [list(texts) for texts in found]

    def clean_recipes(self):
        """The JSON of what the table cannot say: {"columns": {…}, "rows": {…}, "unpivot": {…}}."""
        text = self.cleaned_data["recipes"].strip()
        try:
            data = json.loads(text) if text else {}
            if not isinstance(data, dict):
                raise ValidationError(_("Write a JSON object with “columns” and, where it is wanted, “rows”."))
            asked = next((name for name in data if name in _OF_THE_FORM and name != "columns"), None)
            if asked:
                raise ValidationError(_("“%(name)s” is asked elsewhere on this page.") % {"name": asked})
            found = Mapping.of(data)
        except UnreadableFile as refusal:
            raise ValidationError(str(refusal)) from None
        except (ValueError, RecursionError, TypeError, AttributeError) as error:
            raise ValidationError(_("This is no JSON that can be read: %(error)s.") % {"error": error}) from None
        unknown = next((name for name in found.columns if name not in self.over.columns), None)
        if unknown:
            raise ValidationError(_("There is no column “%(name)s” in this sheet.") % {"name": unknown})
        return found

    def clean(self):
        """Every column of the file has a place; what the form says as a Mapping."""
        cleaned = super().clean()
        for place in range(len(self.over.names)):
            name = f"target_{place}"
            target = cleaned.get(name, "")
            if target not in self.fields[name].allowed:
                self.add_error(name, _("Choose one of the columns."))
            elif not target and "_aside" in self.data:
                cleaned[name] = ASIDE
            elif not target:
                self.add_error(name, _("Choose a column, or set this one aside."))
        if not self.errors:
            self._give_way(cleaned)
        if not self.errors:
            cleaned["mapping"] = self._mapping(cleaned)
        return cleaned

    def _give_way(self, cleaned):
        """Of what holds one value a column of the file or a text is the value, not both."""
        chosen = {cleaned[f"target_{n}"].partition(":")[0]: n for n in range(len(self.over.names))}
        for n in range(self.written_lines):
            column, text = cleaned[f"column_{n}"], cleaned[f"text_{n}"]
            if not (text and column in chosen) or self.over.kinds[column].many or column in self.over.joined:
                continue
            if text == cleaned[f"proposed_{n}"]:
                cleaned[f"text_{n}"] = ""
                continue
            sentence = _(
                "The column “%(heading)s” goes there too: take away this text, or place that column elsewhere."
            )
            self.add_error(f"text_{n}", sentence % {"heading": self.over.names[chosen[column]]})

    def _created(self, types):
        """The types of which drafts are made, as a mapping says it."""
        return not set(self.linked_types()) - set(types) or types if types else False

    def _mapping(self, cleaned):
        uses = [
            Use(
                cleaned[f"target_{n}"],
                cleaned[f"split_{n}"],
                cleaned[f"values_{n}"],
                cleaned.get(f"role_{n}", "") if cleaned[f"target_{n}"] == "participations" else "",
                cleaned[f"unknown_{n}"],
                cleaned[f"shorten_{n}"],
            )
            for n in range(len(self.over.names))
        ]
        pairs = [(cleaned[f"column_{n}"], cleaned[f"text_{n}"]) for n in range(self.written_lines)]
        written = [Written(column, text) for column, text in pairs if column and text]
        columns, aside = self.over.columns_and_aside(uses, written, cleaned["recipes"].columns)
        found = cleaned["recipes"]
        for name in _KEPT:
            setattr(found, name, getattr(self.mapping, name))
        found.columns, found.set_aside = columns, aside
        found.date_order, found.create = cleaned.get("date_order") or None, self._created(cleaned.get("create"))
        found.cite = cleaned.get("cite", False)
        return found


def _lines_in(data):
    """How many lines of texts a form that was sent has."""
    return sum(name.startswith("text_") for name in data) if data else 0
