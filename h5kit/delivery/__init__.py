"""Pushes to partners: bodies, signatures, the vetted client, and the worker that sends them."""
