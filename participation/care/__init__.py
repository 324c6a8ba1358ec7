"""The rooms a social worker would recognise."""
