"""Addresses of the divisions pages."""

from django.urls import path

from tuopin.divisions import views

urlpatterns = [
    path("divisions/", views.divisions, name="divisions"),
    path("divisions/<code>/", views.division, name="division"),
]
