"""`remove_second_factor NAME --why REASON`: the way back for whoever has lost phone and recovery codes."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from archive.door.accounts import take_factor


class Command(BaseCommand):
    """Take the second factor of an account away and end its sessions; exit 1 where there is no such account."""

    help = "Removes the second factor of an account, which sets up another one at its next sign-in; noted in the log."

    def add_arguments(self, parser):
        """Whose, and why."""
        parser.add_argument("name", metavar="NAME", help="the name with which the account signs in")
        parser.add_argument("--why", required=True, metavar="REASON", help="kept in the audit log")

    def handle(self, *, name, why, **options):
        """Take it away and say what follows."""
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account “{name}”. Look its name up in the list of users.")
        if take_factor(user, why, who="server"):
            self.stdout.write(f"{name} has no second factor now, and sets one up at the next sign-in.")
        else:
            self.stdout.write(f"{name} had no second factor. All sessions of the account have ended.")
