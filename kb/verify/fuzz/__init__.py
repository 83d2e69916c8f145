"""Fuzzing: generated cases and corrupt files, tried against the invariants."""
