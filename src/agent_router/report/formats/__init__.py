"""One file a format: the content of a report to bytes."""
