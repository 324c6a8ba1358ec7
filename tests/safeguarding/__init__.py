"""What must never happen on the way from "I do not feel safe" to a person."""
