"""Composes the rooms: the only floor where they meet."""
