"""What a child asks of people between reviews, each with who took it on (R27)."""
