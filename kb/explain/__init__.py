"""Answers for people and programs: outcomes and reasons as sentences in both languages, and as JSON items."""
