"""Importing a council's extract: read the files, compare, write the differences."""
