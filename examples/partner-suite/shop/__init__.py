"""A shop that lends: the partner's own web app, in one module."""
