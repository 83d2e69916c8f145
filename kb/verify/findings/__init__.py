"""Findings: what the words of a policy allow that nobody may have meant."""
