"""Screening of a whole registry: from tables to the outcome of every claim under every support."""
