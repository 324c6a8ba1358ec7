"""Texts: what we say, how we read what comes back, and the providers that carry both."""
