"""Runs the commands that a contract fixes, in a folder that is handed in, within limits."""
