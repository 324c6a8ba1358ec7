"""Extracts on their way in: what was handed over, asked and answered, and what can be undone."""
