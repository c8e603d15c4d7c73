"""Sessions that do not stand in the way of reading, nor of the truth about the storage."""

import logging

from django.contrib.sessions import middleware

from archive.faults import fault_of

logger = logging.getLogger(__name__)


class NotStored(Exception):
    """A session that the storage did not take."""


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, which takes a session that cannot be written for one that somebody has ended (400)."""

    def process_response(self, request, response):
        """Store what changed of the session; where the storage fails, a page that was only read goes without."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            if fault_of(error) is None:
                raise
            if request.method not in ("GET", "HEAD"):
                raise NotStored from error
            logger.warning("A session could not be stored: %s", error)
            return response
