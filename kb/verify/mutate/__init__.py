"""Mutation testing: single changes of the policy, and which check detects them."""
