"""The dated numbers of this room: which share of the branches is taken up for rectification each year."""
