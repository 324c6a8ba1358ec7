"""Mail to officers: one neutral notice, and the server that carries it."""
