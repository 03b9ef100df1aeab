"""Workbooks that each break exactly one rule, beside the words that `check` has to say about it."""
