"""Addresses of the figures that were published: inside, with who published them and why; outside, for anybody."""

from django.urls import path

from tuopin.privacy import views

urlpatterns = [
    path("published/", views.published, name="published"),
    path("published/publish/", views.publish, name="publish"),
    path("public/", views.public_figures, name="public-figures"),
    path("public/<int:number>/", views.public_edition, name="public-edition"),
]
