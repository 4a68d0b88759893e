"""The `sonda` command."""
