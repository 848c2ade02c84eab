"""Tools that build the project. They are not shipped in the package."""
