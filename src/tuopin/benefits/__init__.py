"""政策落实 benefits: which policies there are, who is entitled to what, who received it, and who is still owed it."""
