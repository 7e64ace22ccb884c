"""Changing the registry: each service checks the area, changes, and leaves its trail, all or nothing."""
