"""分析 analysis: what a register or a survey says of poverty, how surely, and by which formula."""
