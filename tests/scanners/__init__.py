"""Scanners of others, let loose on a seeded house of ours on this machine: see docs/checks.md."""
