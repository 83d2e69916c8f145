"""Claims of one case together: shared ceilings, quotas, conflicts and the optimum."""
