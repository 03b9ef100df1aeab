"""Runs, weeks and queues as documents that a lead signs and an auditor checks: HTML, PDF, JSON, XLSX."""
