"""Every value that any test has sealed is looked for wherever it must not be."""
