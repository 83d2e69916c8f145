"""The guide on paper: one document, printed to PDF."""
