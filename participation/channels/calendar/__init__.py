"""Files for calendars."""
