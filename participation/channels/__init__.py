"""How words reach people and come back: form, text, mail."""
