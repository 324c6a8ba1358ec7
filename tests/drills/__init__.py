"""A council's time run through in one go, by a clock that is set: a year, and a thousand moves."""
