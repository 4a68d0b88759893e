"""Pages that join several analyses into one answer: the three gaps, the same everywhere, leaving."""
