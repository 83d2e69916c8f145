"""Abuse: ways to apply that bring more than applying plainly."""
