"""Assessing a case: which supports it may have, how much, from whom, why and why not."""
