"""What the store does inside a transaction, the same on every database."""
