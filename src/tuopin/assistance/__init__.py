"""帮扶: who helps whom and where: units, resident teams, pairings, their days, diaries and plans, and how they are assigned."""
