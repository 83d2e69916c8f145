"""Carriers: each writes programs of the core in its own language. They are leaves, and none knows a form of
support.
"""
