"""A policy as typed, frozen data: values, text, rules, facts, readings and plain wording.

``words`` holds the findings that every package reports, their sentences and the spelling of names.
"""
