"""What a file looks like before anybody says what it means: its columns, their kinds and values, its first rows."""
