"""Editing: one part of a policy opened, checked and written, and what the edit touches."""
