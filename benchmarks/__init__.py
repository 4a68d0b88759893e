"""Claims that are measured, each against a bound: speed as a ratio to a peer in the same run, intervals by coverage.

`make bench` runs every file here that has a `main() -> list[Line]` and prints one table.
"""
