"""Proofs: the laws of the rules, proved by a solver for every case."""
