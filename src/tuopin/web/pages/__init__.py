"""Pages composed from several rooms: home, map, search, household, village."""
