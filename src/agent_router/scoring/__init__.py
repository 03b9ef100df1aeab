"""Scoring: tasks and a rulebook give assessments, the same function on three views."""
