"""The command line: the only place that prints, exits, reads argv or the clock."""
