"""Making an edition, comparing two, handing one out."""
