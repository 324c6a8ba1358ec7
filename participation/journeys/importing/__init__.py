"""Importing a council's extract: read the files, compare with what we hold, write the differences."""
