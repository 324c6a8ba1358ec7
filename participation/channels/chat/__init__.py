"""The same questions as a conversation: what it says by itself, and how a turn is read."""
