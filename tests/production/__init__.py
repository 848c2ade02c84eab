"""Production: its settings, its operation, its commands."""
