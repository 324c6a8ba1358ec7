"""The door for work promised earlier."""

SWEEP_LIMIT = 20  # pieces of work that one look takes up; after so many it looks again at once
SEEN_LIMIT = 200  # the oldest, from among which it takes them up
