"""The sandbox's own addresses and its console; only where the sandbox carrier runs."""
