"""The door for work promised earlier."""

SWEEP_LIMIT = 200  # pieces of work that one look takes up; after so many it looks again at once
