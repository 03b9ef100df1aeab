"""Secrets out of text: a catalogue of shapes with a fast prefilter, and a mask that is stable per value."""
