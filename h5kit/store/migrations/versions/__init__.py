"""The migrations of the tables; they are part of the wheel."""
