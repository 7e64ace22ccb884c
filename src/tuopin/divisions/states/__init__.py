"""What may become of a place, told from its names and codes alone."""
