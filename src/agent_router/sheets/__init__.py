"""Spreadsheets as cells with addresses: reading, headers by name, cells as values, defused writing."""
