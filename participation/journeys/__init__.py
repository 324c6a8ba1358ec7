"""Stories that cross rooms; the doors call these."""
