"""What makes bytes trustworthy at rest: canonical JSON, digests, hash-chained JSON Lines, atomic writes."""
