"""The face for other programs: it will mount the rooms as the web does; nothing is mounted yet."""
