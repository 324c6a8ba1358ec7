"""The engine that walks a questionnaire; pure."""
