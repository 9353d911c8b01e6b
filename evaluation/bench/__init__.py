"""How long one pass takes beside the tools it stands in for, as ratios of one run; figures, never limits."""
