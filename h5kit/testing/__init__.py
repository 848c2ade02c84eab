"""What partners and this project's own tests use to test the flow."""
