"""One file a named check, or a tight family of them; `catalogue.py` registers each by the name that leads type."""
