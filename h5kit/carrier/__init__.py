"""Carriers: the gateway port, its adapters, and how a number maps to carrier and region."""
