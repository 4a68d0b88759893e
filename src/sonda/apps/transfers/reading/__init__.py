"""A file read through its mapping and checked whole, before the first row is stored."""
