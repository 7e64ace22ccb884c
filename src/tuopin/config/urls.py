"""The map of addresses: the faces mount the rooms here."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("tuopin.people.urls")),
    path("", include("tuopin.web.urls")),
    path("", include("tuopin.api.urls")),
    path("", include("tuopin.divisions.urls")),
    path("", include("tuopin.policy.urls")),
    path("", include("tuopin.benefits.urls")),
    path("", include("tuopin.identification.urls")),
    path("", include("tuopin.evidence.urls")),
    path("", include("tuopin.monitoring.urls")),
    path("", include("tuopin.assistance.urls")),
    path("", include("tuopin.privacy.urls")),
    path("", include("tuopin.ledger.urls")),
    path("", include("tuopin.responsibility.urls")),
    *(path("", include(f"tuopin.{room}.urls")) for room in settings.PLUG_INS),
]
handler400 = "tuopin.web.faults.bad_request"
handler403 = "tuopin.web.faults.permission_denied"
handler404 = "tuopin.web.faults.page_not_found"
handler500 = "tuopin.web.faults.server_error"
