"""What somebody says is wrong in what was recorded: added beside it, and never in its place."""
