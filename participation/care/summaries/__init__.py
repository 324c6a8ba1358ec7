"""The page that the reviewing officer reads."""
