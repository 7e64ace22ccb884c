"""The web face as Django knows it: with it comes the check that every page declares what it asks."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tuopin.web"

    def ready(self):
        from tuopin.web import checks  # noqa: F401
