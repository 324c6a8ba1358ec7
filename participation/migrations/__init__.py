"""Alembic migrations, inside the package so that they travel in the wheel."""
