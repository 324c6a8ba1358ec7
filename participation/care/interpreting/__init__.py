"""Words put into another language by people: who translates, what was given to whom, and what
came back. It knows words by their public ids and nothing of questionnaires."""
