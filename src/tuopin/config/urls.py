"""The map of addresses: the faces mount the rooms here."""

from django.urls import include, path

urlpatterns = [
    path("", include("tuopin.web.urls")),
]
