"""The wizard's first page: a file comes in through the door, is kept apart, and its profile is shown."""
