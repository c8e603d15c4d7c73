"""What the database does with rows that point to a row that goes: it refuses; only the archive empties and cascades."""

import pytest
from django.db import connection, models

from tests.constraints.rows import columns_of, every_model, refused

pytestmark = pytest.mark.django_db


def actions(table) -> dict[str, str]:
    """What the database does when the target of a key goes, by the column of the key."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # a: no action, which is to refuse (https://www.postgresql.org/docs/18/catalog-pg-constraint.html).
            cursor.execute(
                "SELECT attname, replace(confdeltype::text, 'a', 'NO ACTION') FROM pg_constraint JOIN pg_attribute "
                "ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND conrelid = %s::regclass",
                [table],
            )
        else:
            cursor.execute('SELECT "from", on_delete FROM pragma_foreign_key_list(%s)', [table])
        return dict(cursor.fetchall())


def test_every_key_is_one_of_the_database_and_lets_no_target_go():
    for model in every_model():
        keys = {field.column: "NO ACTION" for field in columns_of(model, models.ForeignKey)}
        assert actions(model._meta.db_table) == keys, model.__name__


def test_no_row_that_others_point_to_is_deleted_by_sql(every_row):
    tried = set()
    for model in every_row:
        for field in columns_of(model, models.ForeignKey):
            target = field.remote_field.model
            pointed_to = model._base_manager.exclude(**{field.attname: None}).values_list(field.attname, flat=True)
            pk = pointed_to.order_by().first()
            if pk is not None:
                tried.add(target.__name__)
                said = refused(f"DELETE FROM {target._meta.db_table} WHERE id = %s", [pk], check=True)
                assert said, f"{target.__name__} {pk} went, to which {model.__name__}.{field.name} points"
    assert {"Source", "Person", "Organization", "Visit", "Event", "Agreement", "Place", "ImportBatch"} <= tried
