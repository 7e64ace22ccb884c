"""防返贫监测 monitoring: who might fall into poverty (again), who is watched and helped, and that nobody was left out."""
