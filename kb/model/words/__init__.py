"""Sentences, findings and errors in two languages, and the comparison of names."""
