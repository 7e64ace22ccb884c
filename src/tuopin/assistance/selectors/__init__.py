"""What can be asked of assistance: coverage and gaps, teams, units, households, cadres, indices, proposals."""
