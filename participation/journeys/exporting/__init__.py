"""Somebody asks for a copy of what is held on them: asked, looked through, let go (Article 15)."""
