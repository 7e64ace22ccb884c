"""The web face: shell, design system, and the pages composed from several rooms."""
