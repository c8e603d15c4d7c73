"""`grant_web_role NAME`: lets a role of PostgreSQL do the archive's daily work, and not touch its history."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from archive.management import roles


class Command(BaseCommand):
    """Run as the owner of the tables, once, and again after a migration; exit 1 where the role could do more."""

    help = "Grants a role of PostgreSQL what the web processes and the worker need, and no more."

    def add_arguments(self, parser):
        """Which role."""
        parser.add_argument("name", metavar="NAME", help="a role that exists, and does not own the tables")

    def handle(self, *, name, **options):
        """Grant all of it or nothing."""
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: on SQLite whoever reads the file can write it.")
        try:
            roles.check_fit(connection, name)
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in roles.grants(connection, name):
                    cursor.execute(statement)
        except roles.Unfit as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"“{name}” may do the archive's daily work. History and the audit log it can only add to. "
            "Name it in the DATABASE_URL of the web processes and the worker; `migrate` stays the owner's."
        )
