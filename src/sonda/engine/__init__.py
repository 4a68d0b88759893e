"""The counting engine: files and columnar tables in, the sums that a method asks for out; DuckDB in the process,
no Django.
"""
