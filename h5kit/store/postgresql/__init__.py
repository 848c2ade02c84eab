"""The store's runner on PostgreSQL, for any number of servers and workers."""
