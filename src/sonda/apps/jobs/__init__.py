"""Background work behind Django's Tasks API: at least once, survives kill -9, progress, schedules. Not for
deciding what to do: rooms above own their tasks.
"""
