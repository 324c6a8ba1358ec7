"""The council's own settings: names, hours, telephone numbers, helplines."""
