"""建档立卡 the registry: households, members, villages, helpers and their dated facts; how they come in and go out."""
