"""What became of what a child said: points, outcomes, decisions, who was given them, the code."""
