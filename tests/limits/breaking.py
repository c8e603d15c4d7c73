"""A WSGI application whose answers fail on their way: `gunicorn tests.limits.breaking:application`."""


def application(environ, start_response):
    """Two pieces; asked for /broken, an error between them."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"first"
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("The rest cannot be made.")
    yield b"last"
