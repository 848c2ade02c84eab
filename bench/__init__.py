"""Measurements, as ratios within one run, and the screenshots of the docs."""
