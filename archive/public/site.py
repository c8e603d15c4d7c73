"""Under which name the archive is asked, for addresses and identifiers that are read elsewhere."""

from django.http.request import split_domain_port


def origin(request) -> str:
    """Where the archive's paths begin, `https://host:port`: to make sure of each path by itself takes far longer."""
    return f"{request.scheme}://{request.get_host()}"


def host(request) -> str:
    """The name of the host without its port, as identifiers have it."""
    return split_domain_port(request.get_host())[0].strip("[]")
