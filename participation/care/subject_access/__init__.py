"""Subject access: a copy of everything that is held on one person, for that person."""
