"""What people said goes when its time is over: filed first, purged second (R30, P8, D11)."""
