"""Walks what others left: chains, files, digests that name each other, people and times."""
