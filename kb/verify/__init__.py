"""Verifying the rules: proofs, samples, mutants, cases to keep, and what they find, in sentences.

Everything derives from the typed rules, so that a new measure is covered the day it is encoded. Import from
the modules; what needs the solver or generated cases (the extra ``workbench``) imports them when called.
"""
