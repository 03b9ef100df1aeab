"""Command lines of agents and verifiers: taken apart, compared, known test runners, and what they may touch."""
