"""What the production server serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

archive = get_wsgi_application()

# Only now, for it looks at the settings and the models.
from config.keeping import KeptAnswers  # noqa: E402
from config.logs.asking import Logged  # noqa: E402

application = KeptAnswers(archive)
if settings.REPLICAS:
    from config.replicas.middleware import ReadFrom

    # Around all else that reads from the database: what is kept of pages is kept by what one database says.
    application = ReadFrom(application)

# Around all: whatever answers, the log tells it.
application = Logged(application)
# What is loaded by now stays as long as the process: collecting garbage need not look through it again and again.
gc.collect()
gc.freeze()
# A page makes some thousands of objects and leaves few to be collected: by default each would be looked through twice.
gc.set_threshold(50_000, 10, 10)
