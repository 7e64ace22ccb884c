"""Addresses of the divisions pages."""

from django.urls import path

from tuopin.divisions import views

urlpatterns = [
    path("divisions/", views.divisions, name="divisions"),
    path("divisions/<code>/", views.division, name="division"),
    path("divisions/<code>/lineage/", views.record_lineage, name="record-lineage"),
    path("divisions/<code>/lineage/<int:succession>/withdraw/", views.withdraw_lineage, name="withdraw-lineage"),
]
