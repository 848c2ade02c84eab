"""The steps of the flow: one module a step with its form and what a submit of it means."""
