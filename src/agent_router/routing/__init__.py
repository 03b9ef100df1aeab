"""Routing: assessments and a rulebook give assignments: route, box, proof, and what is missing."""
