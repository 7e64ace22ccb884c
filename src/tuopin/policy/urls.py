"""Addresses of the rule pages and the doubts."""

from django.urls import path

from tuopin.policy.views import doubts, rules

urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("rules/<name>/", rules.rule, name="rule"),
    path("doubts/", doubts.doubts, name="doubts"),
    path("doubts/<int:doubt>/settle/", doubts.settle, name="settle-doubt"),
]
