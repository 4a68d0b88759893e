"""Doors for programs: surveys with their questions, the catalogue, and what an analysis says."""
