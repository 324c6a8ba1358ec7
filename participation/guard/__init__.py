"""Keeps people out, notes who came in, and seals what is stored."""
