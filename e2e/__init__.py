"""Browser tests: the product as people and partners meet it."""
