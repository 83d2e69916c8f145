"""Coverage: the fewest cases that reach every status and show the effect of each condition."""
