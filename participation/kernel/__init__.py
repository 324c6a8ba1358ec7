"""Small things every floor stands on."""
