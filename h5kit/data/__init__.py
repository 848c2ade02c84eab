"""Data files of the package: tables that pages, steps and commands read."""
