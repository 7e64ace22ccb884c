"""Settings: where this system lives, which database it speaks to, and how its faces are served."""
