"""The same register for programs: what a post may read, read-only, as JSON."""
