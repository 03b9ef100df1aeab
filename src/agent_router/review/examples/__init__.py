"""Examples against the real answers, and which rules they hold in place."""
