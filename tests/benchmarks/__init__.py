"""Ratios measured side by side in one run; `python -m tests.benchmarks` prints them all.

Machines differ and are shared, so a figure is always shown with the floor that ran beside it. No
figure here fails a test run.
"""
