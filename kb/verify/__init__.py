"""The test workbench: proofs, fuzzing, mutation testing, coverage, abuse schemes and the casebook.

Everything is derived from the typed rules, so that a new measure is covered as soon as it is encoded. Callers
import the modules themselves. Modules that need the solver or generated cases (the extra ``workbench``)
import those libraries when they are called.
"""
