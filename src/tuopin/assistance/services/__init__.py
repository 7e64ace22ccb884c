"""What may be done in assistance: units, teams, days, diaries, pairings, plans, cadres, proposals."""
