"""A sheet is an explicit, ordered list of columns, the same for import and export; these are what all sheets share."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.db import models
from import_export.resources import ModelResource

from archive.models import Status
from archive.spreadsheets.columns import Column, column_for, evidence_columns

# In place of True where evidence is asked for: only what readers know of it.
PUBLISHED = "published"
# How many rows are read, compared and written in one set.
SET_SIZE = 2000
_LANGUAGE_END = re.compile(f"_({'|'.join(code for code, _name in settings.LANGUAGES)})$")


def batched(rows, size=SET_SIZE):
    """Lists of at most `size` rows."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def in_languages(*names) -> tuple[str, ...]:
    """The columns of translated fields: `title_en`, `title_az`, `title_es`."""
    return tuple(f"{name}_{code}" for name in names for code, _language in settings.LANGUAGES)


class Line(NamedTuple):
    """A stored row as its sheet shows it: the canonical text of each column, by the column's name."""

    pk: int
    cells: dict[str, str]


class SheetResource(ModelResource):
    """The sheet of a model: `Meta.fields` are its columns in order."""

    # Other words for a column, as people head it: {"visitor": "visitor_country"}.
    ALIASES: dict[str, str] = {}
    # The columns that together tell one row from all others, where no key is given.
    KNOWN_BY: tuple[str, ...] = ("slug",)

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        """The archive's own column for a field of the model."""
        return column_for(django_field)

    @classmethod
    def columns(cls, public=False, evidence=False):
        """The columns in order; for readers without those for editors only; with `evidence` two after each fact."""
        every = [cls.fields[name] for name in cls._meta.fields]
        shown = [column for column in every if not (public and column.editors_only)]
        return _with_evidence(shown, evidence_columns(cls.model(), evidence == PUBLISHED)) if evidence else shown

    @classmethod
    def column(cls, name):
        """The column of this name; KeyError where there is none."""
        return next(c for c in cls.columns() if c.column_name == name)

    @classmethod
    def model(cls):
        """The model whose rows the sheet shows."""
        return cls._meta.model

    @classmethod
    def rows(cls, queryset=None, public=False):
        """The rows to show: of `queryset`, or all; for readers only what is published."""
        queryset = (
            cls.model().objects.order_by(*(cls.model()._meta.ordering or ["pk"])) if queryset is None else queryset
        )
        queryset = queryset.select_related(None).prefetch_related(None)
        return cls.published(queryset) if public else queryset

    @classmethod
    def published(cls, queryset):
        """What every reader may see of these rows."""
        return queryset.published()

    @classmethod
    def lines(cls, queryset, public=False, evidence=False) -> Iterator[Line]:
        """The rows of a queryset as the sheet shows them, read in sets with a fixed number of queries each."""
        columns = cls.columns(public, evidence)
        paths = list(dict.fromkeys(path for column in columns for path in column.paths))
        places = [tuple(1 + paths.index(path) for path in column.paths) for column in columns]
        stored = queryset.values_list("pk", *paths).iterator(chunk_size=SET_SIZE)
        for some in batched(stored):
            yield from cls._shown(columns, places, some, public)

    @classmethod
    def _shown(cls, columns, places, some, public):
        pks = [row[0] for row in some]
        many = {c.column_name: c.shown_for(cls.model(), pks, public) for c in columns if c.many}
        plan = [
            (c.column_name, _shower(c, where, many.get(c.column_name), public))
            for c, where in zip(columns, places, strict=True)
        ]
        for row in some:
            yield Line(row[0], {name: show(row) for name, show in plan})


def _shower(column, where, lists, public):
    """What makes the canonical text of a column from the values of a row."""
    if lists is not None:
        return lambda row: lists.get(row[0], "")
    if type(column).shown is not Column.shown:
        return lambda row: column.shown([row[i] for i in where], public)
    (place,), render = where, column.widget.render
    # A text that is stored is its own canonical text.
    return lambda row: value if type(value := row[place]) is str else render(value)


def _with_evidence(columns, evidence):
    """Each fact's sources and stances after its last column; those of facts that have no column at the end."""
    fact_of = [_LANGUAGE_END.sub("", column.column_name) for column in columns]
    found = []
    for place, column in enumerate(columns):
        found.append(column)
        if fact_of[place] not in fact_of[place + 1 :]:
            found += evidence.get(fact_of[place], ())
    return found + [column for fact, both in evidence.items() if fact not in fact_of for column in both]


class SluggedResource(SheetResource):
    """The sheet of what is known by its slug."""

    ALIASES = {"address": "slug", "summary": f"summary_{settings.LANGUAGES[0][0]}"}


class RecordResource(SluggedResource):
    """The sheet of a record type."""


class HangingResource(SheetResource):
    """The sheet of what hangs on records and has no slug: rows know themselves by `key`, or by what they state."""

    # Whether two rows may not state the same; else the database refuses the second.
    UNIQUE = True

    @classmethod
    def published(cls, queryset):
        """Rows that hang on what every reader may see."""
        public = models.Q()
        for name in getattr(cls.model(), "ARC", ()):
            target = cls.model()._meta.get_field(name).remote_field.model
            has_status = hasattr(target, "status")
            public |= models.Q(**({f"{name}__status": Status.PUBLISHED} if has_status else
                                  {f"{name}__in": named_in_public(target.objects.all())}))  # fmt: skip
        return queryset.filter(public)


def named_in_public(queryset):
    """Those of the authorities in a queryset, which have no standing of their own, that a published record names."""
    named = models.Q(pk__in=())
    for relation in queryset.model._meta.related_objects:
        if hasattr(relation.related_model.objects, "published") and hasattr(relation.related_model, "status"):
            named |= models.Q(pk__in=relation.related_model.objects.published().values(relation.field.name))
    return queryset.filter(named)
