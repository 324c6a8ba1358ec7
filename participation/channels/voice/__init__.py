"""Spoken calls to staff: a few fixed words, and nothing about anybody."""
