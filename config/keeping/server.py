"""The server's side of kept answers: what is at hand is given out before Django begins to look at a request."""

from config.keeping.answers import ready
from config.keeping.asked import IN_META, asked

_STATUS = {200: "200 OK", 304: "304 Not Modified"}


class KeptAnswers:
    """A WSGI application around the archive's own (PEP 3333)."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        environ[IN_META] = found = asked(environ)
        at_hand = found and ready(environ, found)
        if not at_hand:
            return self.application(environ, start_response)
        start_response(_STATUS[at_hand.status], list(at_hand.headers))
        return [at_hand.body] if at_hand.body else []
