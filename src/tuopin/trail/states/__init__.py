"""How the trail is made, without a database: chains, events and their hashes, the tree over chain heads, digests of state."""
