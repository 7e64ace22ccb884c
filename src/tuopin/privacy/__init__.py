"""Personal data: the keys that seal it, who looked at it and why, its erasure, and what of it the public may see."""
