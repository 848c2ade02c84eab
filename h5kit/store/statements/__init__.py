"""The statements of the store's transactions, shared by all databases."""
