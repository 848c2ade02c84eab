"""The store's runner on SQLite, for one server process."""
