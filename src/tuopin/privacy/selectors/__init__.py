"""What may be asked about personal data: the keys' state, the reveals, a number shown for a minute, the public figures."""
