"""Screening a whole registry: tables in, what every claim may have of every support out."""
