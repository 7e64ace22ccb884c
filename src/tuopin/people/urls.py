"""Addresses of log-in, log-out and one's own account."""

from django.urls import path

from tuopin.people import views

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.choose_language, name="language"),
    path("account/", views.account, name="account"),
]
