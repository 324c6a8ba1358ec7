"""The questionnaire as pages: one question a page, worded and read back without knowing HTTP."""
