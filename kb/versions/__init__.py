"""Writing and comparing the versions of a work.

A part of a version is opened, checked and written as text lines or rule lines. A review confirms its rules.
Two versions are compared clause by clause, and an amendment makes a new version of an old one.
"""
