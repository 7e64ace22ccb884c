"""Addresses of the rule pages and the doubts."""

from django.urls import path

from tuopin.policy.views import doubts, rules, what_if

urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("rules/<name>/", rules.rule, name="rule"),
    path("rules/<name>/what-if/", what_if.what_if, name="what-if"),
    path("doubts/", doubts.doubts, name="doubts"),
    path("doubts/<int:doubt>/settle/", doubts.settle, name="settle-doubt"),
]
