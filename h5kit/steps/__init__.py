"""The steps of the flow: a module for each step, with its form and its buttons' handlers."""
