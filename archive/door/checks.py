"""What an operator is told before others reach the site (`manage.py check --deploy`)."""

from django.conf import settings
from django.core import checks


def register():
    """Let Django ask."""
    checks.register(second_factor, checks.Tags.security, deploy=True)


def second_factor(app_configs, **options):
    """A warning where a password alone opens the desk."""
    if settings.REQUIRE_SECOND_FACTOR:
        return []
    hint = "Leave REQUIRE_SECOND_FACTOR out of the environment."
    return [checks.Warning("A password alone opens the editors' door.", hint=hint, id="door.W001")]
