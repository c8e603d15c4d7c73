"""What the production server serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

archive = get_wsgi_application()

# Only now, for it looks at the settings and the models.
from config.keeping import KeptAnswers  # noqa: E402

application = KeptAnswers(archive)
