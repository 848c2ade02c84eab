"""The steps from one form of the tables to the next; they travel in the wheel."""
