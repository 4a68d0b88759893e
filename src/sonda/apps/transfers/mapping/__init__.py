"""What the columns of a file mean, as a value: read from TOML, written back as it. Knows no database."""
