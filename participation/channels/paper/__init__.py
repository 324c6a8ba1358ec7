"""What is printed or filed: the same sheet as a PDF and as plain text."""
