"""A policy as typed, frozen data: values, text, rules, facts, readings and plain wording."""
