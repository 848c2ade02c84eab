"""Figures of the product, as ratios within one run, and its pictures."""
