"""Rules that the database holds behind the forms: of every text of one line, every date, checksum and number."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from archive.models.fields import EDTFField, LineField, ProseField
from archive.models.guard import Guarded

# Control characters, soft hyphen, zero-width and bidirectional signs; archive.text.clean takes out more.
_UNSEEN = ((0x01, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064),
           (0x2066, 0x2069), (0xFEFF, 0xFEFF))  # fmt: skip
# Spaces of other widths, which become plain ones in a line.
_WIDE = ((0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
         (0x3000, 0x3000))  # fmt: skip
_HEXADECIMAL = "0123456789abcdef"
_CHECKSUMS = ("sha256", "face")
_OF_ADDRESSES = "abcdefghijklmnopqrstuvwxyz0123456789_-"
# An undo is an import without a file.
_WITHOUT_FILE = {"ImportBatch"}


class Held(models.CheckConstraint):
    """A CHECK that only the database looks at: the columns' own forms see to it first, with a sentence each."""

    def validate(self, *args, **kwargs):
        """Asks nothing: it would be a query for each save."""


class WithoutUnseen(models.Func):
    """Whether lines hold nothing that cannot be seen; PostgreSQL itself takes no NUL."""

    output_field = models.BooleanField()
    arg_joiner = " || "
    unseen = _UNSEEN

    def as_sqlite(self, compiler, connection):
        """By GLOB, and for NUL, at which that ends, by looking for it."""
        ranges = _of_characters(self.unseen)
        template = f"((%(expressions)s) NOT GLOB '*[' || {ranges} || ']*' AND instr(%(expressions)s, char(0)) = 0)"
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler, connection):
        """By a regular expression."""
        return self.as_sql(compiler, connection, template=f"((%(expressions)s) !~ '[{_ranged(self.unseen)}]')")


class WithoutUnseenLines(WithoutUnseen):
    """The same of texts of several lines, in which lines and tabs are seen."""

    unseen = ((0x01, 0x08), (0x0B, 0x1F), *_UNSEEN[1:])

    def as_sqlite(self, compiler, connection):
        """Texts may be long: signs that are none of ASCII's are looked for only where there are any."""
        together = f"({' || '.join(compiler.compile(column)[0] for column in self.get_source_expressions())})"
        ranges = _of_characters(((0x01, 0x08), (0x0B, 0x1F), (0x7F, 0x7F)))
        others = _of_characters(((0x80, 0x9F), *_UNSEEN[2:]))
        is_ascii = f"length({together}) = length(CAST({together} AS BLOB))"
        return (
            f"({together} NOT GLOB '*[' || {ranges} || ']*' AND instr({together}, char(0)) = 0 "
            f"AND ({is_ascii} OR {together} NOT GLOB '*[' || {others} || ']*'))"
        ), []


class OneForm(models.Func):
    """Whether lines are in their stored form (archive.text.clean): trimmed, evenly spaced, composed on PostgreSQL.

    SQLite knows no composition: there the columns see to it, whichever way a text is written. Each import asks all this
    of each row, so it is said in what the databases look for fastest.
    """

    output_field = models.BooleanField()
    # What no text begins or ends with; what stands in none, as texts and as signs that are none of ASCII's.
    edges, inside, strange = " ", ("  ",), _WIDE

    def as_sqlite(self, compiler, connection):
        """With its functions; texts of ASCII alone hold no strange signs."""
        names = self._names(compiler)
        together = f"({' || '.join(names)})"
        rules = list(self._rules(names, "trim", "instr", "char"))
        if self.strange:
            is_ascii = f"length({together}) = length(CAST({together} AS BLOB))"
            rules.append(f"({is_ascii} OR {together} NOT GLOB '*[' || {_of_characters(self.strange)} || ']*')")
        return f"({' AND '.join(rules)})", []

    def as_postgresql(self, compiler, connection):
        """With its own, and its word for composition, which would take letters of two texts together for one text."""
        names = self._names(compiler)
        rules = list(self._rules(names, "btrim", "strpos", "chr"))
        rules += [f"({' || '.join(names)}) !~ '[{_ranged(self.strange)}]'"] if self.strange else []
        return f"({' AND '.join(rules)} AND ({' || chr(1) || '.join(names)}) IS NFC NORMALIZED)", []

    def _names(self, compiler):
        return [compiler.compile(column)[0] for column in self.get_source_expressions()]

    def _rules(self, names, trim, find, sign):
        def literal(text):
            return " || ".join(f"{sign}({ord(one)})" for one in text)

        yield from (f"{name} = {trim}({name}, {literal(self.edges)})" for name in names)
        yield from (f"{find}({' || '.join(names)}, {literal(text)}) = 0" for text in self.inside)


class OneFormOfLines(OneForm):
    """The same of texts of several lines: nothing before the first, nothing after the last, no space ends a line."""

    edges, inside, strange = " \t\n", (" \n", "\t\n"), ()


def _of_characters(ranges) -> str:
    return " || ".join(f"char({first}) || '-' || char({last})" for first, last in ranges)


def _ranged(ranges) -> str:
    return "".join(f"\\u{first:04X}-\\u{last:04X}" for first, last in ranges)


class MadeOf(models.Func):
    """Whether a text is made of these signs alone; an empty one is."""

    arity = 1
    output_field = models.BooleanField()
    template = "(%(function)s(%(expressions)s, '%(signs)s') = '')"

    def __init__(self, expression, signs):
        super().__init__(expression, signs=signs)

    def as_sqlite(self, compiler, connection):
        """Where nothing is left of it without them."""
        return self.as_sql(compiler, connection, function="trim")

    def as_postgresql(self, compiler, connection):
        """The same by its name there."""
        return self.as_sql(compiler, connection, function="btrim")


def of_columns(model) -> list[models.CheckConstraint]:
    """What the kinds of a model's columns demand of it."""
    fields = [f for f in model._meta.local_fields if isinstance(f, LineField)]
    name = model._meta.model_name
    demanded = (*_demanded(model, fields), *_of_texts(model))
    found = {f"{name}_{rule}": condition for rule, condition in demanded if condition}
    return [Held(condition=condition, name=rule) for rule, condition in found.items()]


def hold_columns(found) -> None:
    """Let the database hold what these models' columns demand of them."""
    for model in found:
        # A model that names none itself has no place for them in its migrations.
        model._meta.original_attrs.setdefault("constraints", [])
        model._meta.constraints += of_columns(model)


def _demanded(model, fields):
    """(name, condition or None) of each rule about a model's lines."""
    has_no_file = model.__name__ in _WITHOUT_FILE
    yield "lines_hold_nothing_unseen", WithoutUnseen(*(f.name for f in fields))
    yield "lines_are_filled", _filled(f.name for f in fields if not (f.blank or has_no_file))
    if any(f.name == "slug" and f.unique for f in fields):
        yield "slug_fits_an_address", Q(MadeOf("slug", _OF_ADDRESSES)) & ~Q(slug="")
    for column in (f for f in fields if f.name in _CHECKSUMS):
        yield f"{column.name}_is_a_checksum", _checksum(column.name, column.blank or has_no_file)
    yield "dates_have_bounds", _bounded(f.name for f in fields if isinstance(f, EDTFField))


def _of_texts(model):
    """(name, condition) of each rule about the texts that editors write."""
    written = [f for f in model._meta.local_fields if f.editable and issubclass(model, Guarded)]
    lines = [f.name for f in written if isinstance(f, LineField)]
    prose = [f.name for f in written if isinstance(f, ProseField)]
    if lines:
        yield "lines_are_in_one_form", OneForm(*lines)
    if prose:
        yield "texts_hold_nothing_unseen", WithoutUnseenLines(*prose)
        yield "texts_are_in_one_form", OneFormOfLines(*prose)


def within(column, least, most, name) -> Held:
    """A number, where there is one, is not less and not more."""
    return Held(condition=Q(**{f"{column}__gte": least, f"{column}__lte": most}), name=name)


def in_order(first, last, name) -> Held:
    """A day, where there are both, does not lie after another."""
    return Held(condition=Q(**{f"{first}__lte": F(last)}), name=name)


def _checksum(column, or_empty) -> Q:
    """A SHA-256 in hexadecimal: 64 digits."""
    found = Q(Exact(Length(column), 64)) & Q(MadeOf(column, _HEXADECIMAL))
    return found | Q(**{column: ""}) if or_empty else found


def _filled(names) -> Q:
    found = Q()
    for name in names:
        found &= ~Q(**{name: ""})
    return found


def _bounded(names) -> Q:
    """A date that is written has its first day, and with it its last, and only such a one has."""
    found = Q()
    for name in names:
        found &= Q(**{name: "", f"{name}_earliest__isnull": True}) | (
            ~Q(**{name: ""}) & Q(**{f"{name}_earliest__isnull": False})
        )
    return found
