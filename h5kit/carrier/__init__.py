"""Carriers: the port to them, its adapters, and what a number tells about its carrier."""
