"""Findings about the policy: consequences of its words that may be unintended."""
