"""The rooms, one Django app each; pyproject.toml holds their order."""
