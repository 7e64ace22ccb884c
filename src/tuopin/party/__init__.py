"""党建 party: the optional room of Party organisations; a pack that does not name it works without it."""
