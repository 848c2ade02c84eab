"""The person's pages: the entry, the flow's address, the agreement and the events' script."""
