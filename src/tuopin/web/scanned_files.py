"""Whatever file a form brings is shown to the scanner first, where one is set: before a view, a reader or the store has it."""

from __future__ import annotations

from django.http import HttpRequest

from tuopin.kernel.refusals import Refusal
from tuopin.kernel.scanner import refuse_malicious, scanner
from tuopin.web.faults import refusal_page


class ScanMiddleware:
    """Stands after the gate: only what somebody may send is looked at, and what the scanner does not call clean goes no further."""

    def __init__(self, get_response):
        scanner()  # an address that cannot be read is told when the system starts
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        try:
            for _field, files in request.FILES.lists():
                for file in files:
                    refuse_malicious(file.chunks(), file.name)
                    file.seek(0)
        except Refusal as refusal:
            return refusal_page(request, refusal)
        return None
