"""`check_links`: asks for the addresses of sources and keeps what became of each."""

import json
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from archive.management.terminal import shown_progress
from archive.models import LinkOutcome
from archive.sources import links
from archive.writing import batched


class Command(BaseCommand):
    """Ask for every address whose turn it is; the last line printed is one JSON object with how many were what."""

    help = "Checks whether the addresses of sources, and of their archived copies, still lead anywhere."

    def add_arguments(self, parser):
        """Which addresses."""
        parser.add_argument("--all", action="store_true", help="ask for those checked lately, too")

    def handle(self, *, verbosity, **options):
        """Ask set by set, so that what has been learned is kept when the command is stopped."""
        days = 0 if options["all"] else settings.CHECK_LINKS_EVERY_DAYS
        addresses = links.due(timezone.now() - timedelta(days=days))
        counts, found = Counter(), []
        with shown_progress("Checking links") as progress:
            for some in batched(addresses, links.SET):
                for check in links.check(some).values():
                    counts[check.outcome] += 1
                    found.append(check)
                if progress:
                    progress(len(found), len(addresses))
        for check in found:
            if check.outcome != LinkOutcome.OK or verbosity > 1:
                told = filter(None, (check.status and str(check.status), check.moved_to, check.detail))
                self.stdout.write(f"{check.outcome}: {check.address} ({'; '.join(told)})")
        self.stdout.write(json.dumps({outcome: counts[outcome] for outcome in LinkOutcome.values}))
