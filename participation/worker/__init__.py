"""The door for work promised earlier."""
