"""The partner's own web app: a shop that lends money."""
