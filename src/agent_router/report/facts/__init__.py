"""Nouns to the content of a report: typed, frozen, the same for every format."""
