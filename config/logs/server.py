"""The web server's own messages, in the format of the others."""

import os

from gunicorn.glogging import Logger

from config.logs.formats import formatter


class ServerLogger(Logger):
    """gunicorn's logger; what its loop says goes to stderr as LOG_FORMAT says."""

    def setup(self, cfg):
        """Set up as gunicorn does, then with our format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(os.environ.get("LOG_FORMAT", "")))
