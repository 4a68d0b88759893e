"""What people answered, kept as the truth in the relational database, and handed on to the columnar store for
counting. Not for judging: analytics asks the engine and the methods.
"""
