"""The person's pages: the entry, the flow's one address, the agreement, the events."""
