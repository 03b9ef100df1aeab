"""Folders and systems: does a path lie inside a scope, may two patterns meet, which areas are concerned.

Standard library only, since the guard answers with it in milliseconds.
"""
