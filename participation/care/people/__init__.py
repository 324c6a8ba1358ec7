"""Children, the adults around them, how each may be reached, and the staff."""
