"""A round of asking before one review: who was asked, and what they said."""
