"""What the phrase lists find of invented messages."""
