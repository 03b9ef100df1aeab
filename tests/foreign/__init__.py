"""Workbooks as other programs write them, and what reading each of them has to say."""
