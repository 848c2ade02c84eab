"""Real native hosts that show the flow: `make test-native`."""
