"""Addresses of the shell and the composed pages."""

urlpatterns = []
