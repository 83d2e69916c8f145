"""Carriers: each writes programs of the core down in a language of its own. They are leaves: none knows a
form."""
