"""Real servers in place of the providers, so that tests mock none of our own code."""
