"""Questions about answers (HEAD), which are told the head of an answer and no more."""


class HeadMiddleware:
    """Drops the body of an answer to HEAD: what would be streamed is not even begun."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD":
            # The length that the body would have stays in the head.
            if response.streaming:
                response.streaming_content = ()
            else:
                response.content = b""
        return response
