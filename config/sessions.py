"""Sessions that do not stand in the way of reading."""

import logging

from django.contrib.sessions import middleware

from archive.faults import Fault, fault_of

logger = logging.getLogger(__name__)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, but that a page which was only read is given out also where its session cannot be written."""

    def process_response(self, request, response):
        """Store what changed of the session; while the storage is full, a page that changes nothing goes without."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            if request.method not in ("GET", "HEAD") or fault_of(error) is not Fault.FULL:
                raise
            logger.warning("A session could not be stored, for the storage is full: %s", error)
            return response
