"""The report site and its console in a browser."""
