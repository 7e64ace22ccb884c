"""Addresses of the files of evidence."""

from django.urls import path

from tuopin.evidence import views

urlpatterns = [
    path("evidence/<uuid:uid>/", views.evidence, name="evidence"),
    path("evidence/<uuid:uid>/file/", views.evidence_file, name="evidence-file"),
    path("evidence/<uuid:uid>/small/", views.evidence_thumbnail, name="evidence-thumbnail"),
]
