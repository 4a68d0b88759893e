"""The wizard from there on: what the columns mean, the check, the import, and the mappings that are saved."""
