"""A child's statutory reviews and when they are due."""
