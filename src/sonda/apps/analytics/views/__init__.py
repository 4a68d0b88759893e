"""Doors, one file for each kind of thing: analyses, saved ones, annotations, the people behind a number."""
