"""The words of `sonda analyze`: the options of each method, and tables to read."""
