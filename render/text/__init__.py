"""Texts of the pages: amounts, clauses and conditions in words, and Chinese typography."""
