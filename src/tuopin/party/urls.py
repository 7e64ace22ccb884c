"""Addresses of Party work."""

urlpatterns = []
