"""The web face as Django knows it: with it comes the check that every page declares what it asks,
and what verification compares in the rooms above the trail."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tuopin.web"

    def ready(self):
        from tuopin.web import checks, verification  # noqa: F401
        from tuopin.web.own_words import speak_own_words

        speak_own_words()
