"""Six summaries of made-up people, to be looked at: by hand, never in a test run."""
