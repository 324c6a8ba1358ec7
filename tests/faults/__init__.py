"""Kills and outages: nothing that came in is lost, nothing goes out twice."""
