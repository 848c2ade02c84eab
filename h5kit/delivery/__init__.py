"""Background jobs: collecting records, and pushes to partners with bodies and signatures."""
