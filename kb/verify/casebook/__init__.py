"""The casebook: cases with the results that a person expects."""
