"""Rows that a new rule of the database would refuse: repaired where that is safe, else named before anything is done."""

from django.core.management import CommandError
from django.db.models import Q
from django.db.models.sql.query import get_children_from_q

from archive import dates
from archive.models.fields import EDTFField

# So many rows are named of each rule, each value to so many signs.
_NAMED, _SIGNS = 20, 80


def refuse_rows(schema_editor, model, constraints) -> None:
    """CommandError that names the rows (table, id, values) that these CHECKs of a model would refuse."""
    found = [line for one in constraints for line in _breaking(schema_editor, model, one)]
    if found:
        raise CommandError(
            "These rows are not as the archive stores them, so the tables were not brought up to date:\n"
            + "\n".join(f"  {line}" for line in found)
            + "\nCorrect them with the program as it was, or with SQL, then run `migrate` again. Nothing was changed "
            "in them."
        )


def refuse_repeated(schema_editor, model, constraint) -> None:
    """The same of rows that a UniqueConstraint would not let stand beside each other."""
    table, columns = model._meta.db_table, [model._meta.get_field(name).column for name in constraint.fields]
    where = constraint._get_condition_sql(model, schema_editor) or "1 = 1"
    names = ", ".join(map(schema_editor.quote_name, columns))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {table} WHERE {where} GROUP BY {names} HAVING count(*) > 1 LIMIT {_NAMED}"  # noqa: S608
        )
        repeated = cursor.fetchall()
    lines = []
    for values in repeated:
        rows = model._base_manager.filter(**dict(zip((f"{c}" for c in columns), values, strict=True)))
        keys = ", ".join(str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True))
        said = ", ".join(f"{c} = {_short(v)}" for c, v in zip(columns, values, strict=True))
        lines.append(f"  {table} {keys}: {said} ({constraint.name})")
    if lines:
        raise CommandError(
            "These rows say the same, so the tables were not brought up to date:\n"
            + "\n".join(lines)
            + "\nLeave one of each with the program as it was, then run `migrate` again."
        )


def complete_bounds(apps, schema_editor):
    """Give dates that lack them their first and last day, and take these from where there is no date: both computed."""
    alias = schema_editor.connection.alias
    for model in apps.get_app_config("archive").get_models():
        for field in (f for f in model._meta.local_fields if isinstance(f, EDTFField)):
            first, last = f"{field.name}_earliest", f"{field.name}_latest"
            rows = model._base_manager.using(alias)
            lacking = rows.filter(Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}))
            for pk, text in lacking.exclude(**{field.name: ""}).values_list("pk", field.name):
                ends = _ends(text)
                if ends:
                    rows.filter(pk=pk).update(**dict(zip((first, last), ends, strict=True)))
            rows.filter(**{field.name: "", f"{first}__isnull": False}).update(**{first: None, last: None})


def _ends(text):
    """The first and the last day of a date; None where it cannot be read, and the rule names it then."""
    try:
        found = dates.parse(text)
    except dates.InvalidDate:
        return None
    return found.earliest, found.latest


def _breaking(schema_editor, model, constraint):
    """A line about each row that a CHECK would refuse."""
    check = constraint._get_check_sql(model, schema_editor)
    table, names = schema_editor.quote_name(model._meta.db_table), _columns(model, constraint.condition)
    columns = ", ".join(map(schema_editor.quote_name, ("id", *names)))
    with schema_editor.connection.cursor() as cursor:
        # What a CHECK finds to be neither true nor false it lets stand, and so does this.
        cursor.execute(f"SELECT {columns} FROM {table} WHERE NOT ({check}) ORDER BY id LIMIT {_NAMED}")  # noqa: S608
        rows = cursor.fetchall()
    for pk, *values in rows:
        said = ", ".join(f"{name} = {_short(value)}" for name, value in zip(names, values, strict=True) if value)
        yield f"{model._meta.db_table} {pk}: {said or 'nothing in ' + ', '.join(names)} ({constraint.name})"


def _columns(model, condition) -> list[str]:
    """The columns that a condition speaks of, in the order of the model."""
    named = {path.split("__", 1)[0] for path in get_children_from_q(Q(condition))}
    return [f.column for f in model._meta.local_fields if f.name in named]


def _short(value) -> str:
    said = repr(value)
    return said if len(said) <= _SIGNS else f"{said[:_SIGNS]}…"
