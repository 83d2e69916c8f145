"""Coverage: the fewest cases that reach every status and show each condition."""
