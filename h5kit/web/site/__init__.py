"""The report site: log-in, the list of reports, and the operator's console."""
