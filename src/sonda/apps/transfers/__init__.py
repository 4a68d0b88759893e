"""Files in: a mapping says what each column means, an import is a job that stores all of a file or nothing. Not
for reading files as such (engine) and not for judging them.
"""
