"""Headers of every answer that Django has no setting for."""


class ResourcePolicyMiddleware:
    """No other site's page may embed what is read here (Cross-Origin-Resource-Policy, Fetch Standard, 3.7)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.process_response(request, self.get_response(request))

    def process_response(self, request, response):
        """The answer with the policy; one that has its own keeps it."""
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
