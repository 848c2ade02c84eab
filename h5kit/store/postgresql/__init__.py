"""The store's runner and worker on PostgreSQL, for any number of servers and workers."""
