"""Things done by hand when the project is worked on; nothing here is needed to run it."""
