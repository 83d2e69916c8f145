"""Abuse: ways to apply that bring more money than the plain application."""
