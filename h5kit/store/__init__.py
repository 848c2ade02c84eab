"""Flows, authorizations, documents and jobs: one store over the runner of a database."""
