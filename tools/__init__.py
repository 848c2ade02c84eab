"""What builds the project and is not part of it; none of it is in the package."""
