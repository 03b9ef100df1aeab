"""A queue file of any kind becomes tasks: found by content, columns by name, every value with its place."""
