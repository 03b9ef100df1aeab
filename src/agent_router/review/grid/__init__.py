"""The colored grid against the rules of good risk matrices."""
