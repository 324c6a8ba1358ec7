"""What the ledger notes is done once more in a restored copy (I20)."""
