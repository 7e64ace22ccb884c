"""Migrations of the room of monitoring."""
