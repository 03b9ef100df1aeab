"""Agent logs, tool reports and diffs → one run: typed records, each with its source, grade and place."""
