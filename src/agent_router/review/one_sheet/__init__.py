"""What the rows of one sheet mean: rows that never decide, gaps, rows to add, drop or merge."""
